# shellcheck shell=bash
# ENGINE=docker and ENGINE=podman: builds the images and runs each implementation in a container. Part of
# run_container_4c4g_compare.sh.
# shellcheck disable=SC2034,SC2154 # The parts of the script share these variables.

container_name="whisper-batch-compare-$$"
cache_volume=whisper-batch-compare-cache

image_check() {
  # The engines separate the two sides of a mount by it.
  [[ $root$audio_dir$out_dir != *:* ]] ||
    fail 2 "Expected paths without colons, found one in $root, $audio_dir or $out_dir." 'Move or rename the folder, or use ENGINE=host.'
  [ "$dry_run" = no ] || return 0
  command -v "$engine" >/dev/null ||
    fail 3 "Expected $engine, found no such command." 'Install it, set ENGINE to the other of docker and podman, or run without containers: ENGINE=host.'
  "$engine" info >/dev/null 2>&1 ||
    fail 3 "Expected $engine to answer \"$engine info\", found that it does not." "Start $engine, check that you may use it, or run without containers: ENGINE=host."
}

image_prepare() {
  image_build_commands
  local name
  if [ "$build" = yes ]; then
    say "building $image"
    if ! run_in_background "$work/build.log" "${build_product[@]}"; then
      for name in "${names[@]}"; do mark_unavailable "$name" "image $image could not be built" "$work/build.log"; done
      return
    fi
    image_build_baselines
  fi
  [[ " ${names[*]} " != *" $sut_name "* ]] || image_compile
}

image_build_baselines() {
  [ "${names[*]}" != "$sut_name" ] || return 0
  say "building $image-baselines"
  if run_in_background "$work/build-baselines.log" "${build_baselines[@]}"; then return; fi
  local name
  for name in "${names[@]}"; do
    [ "$name" = "$sut_name" ] || mark_unavailable "$name" "image $image-baselines could not be built" "$work/build-baselines.log"
  done
}

# Compiled before anything is measured, into a volume, as a user's second run finds it.
image_compile() {
  say "compiling the model for this CPU"
  run_in_background "$work/compile.log" "${compile_model[@]}" || mark_unavailable "$sut_name" 'compiling the model failed' "$work/compile.log"
}

image_build_commands() {
  build_product=("$engine" build --tag "$image" --file "$root/Dockerfile")
  build_baselines=("$engine" build --tag "$image-baselines" --file "$root/scripts/container/baselines.Dockerfile"
    --build-arg "PRODUCT_IMAGE=$image")
  [ -z "${NODE_IMAGE:-}" ] || build_product+=(--build-arg "NODE_IMAGE=$NODE_IMAGE")
  [ -z "${GPL_CODECS:-}" ] || build_product+=(--build-arg "GPL_CODECS=$GPL_CODECS")
  [ -z "${PYTHON_IMAGE:-}" ] || build_baselines+=(--build-arg "PYTHON_IMAGE=$PYTHON_IMAGE")
  build_product+=("$root")
  build_baselines+=("$root")
  container_options
  compile_model=("$engine" run --rm --name "$container_name" "${options[@]}" --volume "$cache_volume:/cache" "$image" compile)
}

# What every container gets: no network, and the caller's user, to whom the results then belong.
container_options() {
  options=(--network none --user "$(id -u):$(id -g)" --env HOME=/tmp)
  if [ "$engine" = podman ]; then
    options+=(--security-opt label=disable)
    [ "$(id -u)" -eq 0 ] || options+=(--userns keep-id)
  fi
}

image_command() {
  local cores=$1 repetition=$2 name=$3
  local start=(/app/baselines/run_baseline) image_of_run="$image-baselines"
  container_options
  options+=(--cpuset-cpus "$(first_cpus "$cores")" --memory "$memory" --memory-swap "$memory"
    --volume "$audio_dir:/audio:ro" --volume "$work/runs/$cores/$name/$repetition:/out"
    --volume "$root/scripts/container/measure.sh:/measure.sh:ro" --env "MEASURE_TIMEOUT=$run_timeout" --entrypoint bash)
  if [ "$name" = "$sut_name" ]; then
    start=(whisper-batch) image_of_run=$image
    options+=(--volume "$cache_volume:/cache")
  fi
  implementation_command "$name" "$cores" /audio /out "${start[@]}"
  # Not removed at its end, because the engine is asked whether it was killed for memory.
  run_command=("$engine" run --name "$container_name" "${options[@]}" "$image_of_run" /measure.sh /out/measurement.txt "${implementation[@]}")
}

image_run() {
  image_command "$@"
  exec "${run_command[@]}"
}

image_after_run() {
  local state
  state=$("$engine" inspect --format '{{.State.OOMKilled}} {{.State.ExitCode}}' "$container_name" 2>/dev/null || true)
  # When measure.sh itself was killed, nobody else has written this.
  if [ ! -s "$1/measurement.txt" ] && [[ $state =~ ^(true|false)\ ([0-9]+)$ ]]; then
    printf 'exit_status=%s\n' "${BASH_REMATCH[2]}" >"$1/measurement.txt"
  fi
  [[ $state != true* ]] || printf 'oom_killed=yes\n' >>"$1/measurement.txt"
  image_stop
}

image_stop() {
  "$engine" rm --force "$container_name" >/dev/null 2>&1 || true
}

image_clean_up() {
  image_stop
}

image_plan_preparation() {
  image_build_commands
  if [ "$build" = yes ]; then
    print_command "${build_product[@]}"
    print_command "${build_baselines[@]}"
  fi
  print_command "${compile_model[@]}"
}

image_plan_run() {
  image_command "$@"
  print_command "${run_command[@]}"
}
