#!/usr/bin/env bash
# Compares whisper-batch with four Python implementations on the same cores, memory and audio; --help tells how.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/container/settings.sh
source "$root/scripts/container/settings.sh"
# shellcheck source=scripts/container/host-engine.sh
source "$root/scripts/container/host-engine.sh"
# shellcheck source=scripts/container/image-engine.sh
source "$root/scripts/container/image-engine.sh"

main() {
  read_arguments "$@"
  read_settings
  check_engine
  if [ "$dry_run" = yes ]; then
    print_plan
    return
  fi
  start_results
  trap 'stop_early INT 130' INT
  trap 'stop_early TERM 143' TERM
  prepare_implementations
  run_all
  write_tables complete
}

# Implementations take turns within a repetition, so that a slow spell of the machine meets all of them.
run_all() {
  local cores repetition name
  for cores in "${cores_list[@]}"; do
    for ((repetition = 1; repetition <= repetitions; repetition++)); do
      for name in "${names[@]}"; do
        run_once "$cores" "$repetition" "$name"
      done
    done
  done
}

# One process of one implementation. One that has failed is not tried again on the same cores.
run_once() {
  local cores=$1 repetition=$2 name=$3
  local folder="$work/runs/$cores/$name/$repetition" status=0
  if [ -e "$work/runs/$cores/$name/failed" ] || [ -e "$work/unavailable/$name" ]; then return; fi
  mkdir -p "$folder"
  say "$name, $(first_cpus "$cores" | count_words) cores, repetition $repetition of $repetitions"
  run_in_background "$folder/output.log" "${engine_kind}_run" "$cores" "$repetition" "$name" || status=$?
  "${engine_kind}_after_run" "$folder"
  # Without a measurement the engine itself did not start the run.
  [ -s "$folder/measurement.txt" ] || printf 'exit_status=%s\n' "$status" >"$folder/measurement.txt"
  grep -qx 'exit_status=0' "$folder/measurement.txt" || touch "$work/runs/$cores/$name/failed"
  append_log "$name" "$cores" "$repetition" "$folder"
}

# In a process group of its own, which stop_early can end as a whole.
run_in_background() {
  local log=$1 status=0
  shift
  set -m
  "$@" >"$log" 2>&1 </dev/null &
  running_group=$!
  set +m
  wait "$running_group" || status=$?
  running_group=
  return "$status"
}

append_log() {
  {
    printf '== %s, %s cores, repetition %s\n' "$1" "$2" "$3"
    cat "$4/output.log"
    printf -- '-- measured\n'
    cat "$4/measurement.txt"
  } >>"$work/$1.log"
}

stop_early() {
  trap '' INT TERM
  say "stopping (SIG$1); what is finished goes into the table"
  end_running_group
  "${engine_kind}_stop"
  write_tables interrupted
  exit "$2"
}

end_running_group() {
  [ -n "$running_group" ] || return 0
  kill -TERM -- "-$running_group" 2>/dev/null || return 0
  local tenths
  for ((tenths = 0; tenths < 50; tenths++)); do
    kill -0 -- "-$running_group" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL -- "-$running_group" 2>/dev/null || true
}

# Everything is written beside the results of the last time and replaces them at the end, file by file.
start_results() {
  mkdir -p "$out_dir"
  work=$(mktemp -d "$out_dir/.run-XXXXXX")
  mkdir "$work/runs" "$work/unavailable"
  trap finish EXIT
}

write_tables() {
  write_conditions "$1" >"$work/conditions.txt"
  node "$root/scripts/container/write-tables.mjs" --run-dir "$work" --out-dir "$out_dir" --results-dir "$results_dir"
  local log
  for log in "$work"/*.log; do
    if [ -e "$log" ]; then mv -f "$log" "$out_dir/"; fi
  done
  rm -rf "$out_dir/runs"
  mv "$work/runs" "$out_dir/runs"
}

write_conditions() {
  printf '%s\n' "state=$1" "engine=$engine" "engine_version=$(engine_version)" "memory_limit=$memory" \
    "memory_limited_by=$memory_limited_by" "sut_name=$sut_name" "warmup=$warmup" "repetitions=$repetitions" \
    "audio_dir=$audio_dir" "names=${names[*]}" "run_timeout=$run_timeout"
  local cores
  for cores in "${cores_list[@]}"; do
    printf 'cpus_%s=%s\n' "$cores" "$(first_cpus "$cores")"
  done
}

finish() {
  "${engine_kind}_clean_up"
  rm -rf "$work"
}

say() {
  printf '%s\n' "$1" >&2
}

main "$@"
