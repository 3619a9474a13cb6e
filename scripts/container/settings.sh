# shellcheck shell=bash
# What the comparison is asked to do: arguments, environment, and their checks. Part of run_container_4c4g_compare.sh.
# shellcheck disable=SC2034,SC2154 # The parts of the script share these variables.

baseline_names=(transformers-pipeline transformers-onnxruntime faster-whisper-fp32 faster-whisper-int8)

usage() {
  cat <<'TEXT'
Usage: [SETTING=value …] ./run_container_4c4g_compare.sh [--dry-run] [--help]

Runs whisper-batch and four Python implementations of the same model, each alone, on the same cores, memory and audio,
and writes a table of speed, memory and word error rate.

  ENGINE       docker, podman or host (no container: taskset and a control group)   default: docker
  CPUSET       cores, as in 0-3 or 0,2                                              default: 0-3
  CORES_LIST   how many of them to use, as in 1,2,4: one table for each             default: all of CPUSET
  MEMORY       most memory for a run, in bytes or with k, m, g                      default: 4g
  ONLY         some of the implementations, as in whisper-batch,faster-whisper-fp32 default: all
  AUDIO_DIR    recordings; references.tsv in it gives word error rates              default: audio
  WARMUP       rounds before the clock starts                                       default: 1
  REPETITIONS  processes of each implementation, taking turns                       default: 3
  RUN_TIMEOUT  most seconds for one process                                         default: 1800
  SUT_NAME     name of our row                                                      default: whisper-batch
  IMAGE        name of our image; the baselines' has "-baselines" behind it         default: whisper-batch
  BUILD        whether to build the images: yes or no                               default: yes
  OUT_DIR      tables and logs                              default: results/benchmarks/container_4c4g
  RESULTS_DIR  where RESULTS.md and RESULTS.csv gather rows                         default: this folder
  NODE_IMAGE, PYTHON_IMAGE, GPL_CODECS    build arguments, handed on when set

  --dry-run    print the commands and run nothing

Exit status: 0 table written (a row tells of an implementation that failed), 2 wrong usage, 3 engine not usable,
130 stopped with Ctrl-C; the table then holds what was finished.
TEXT
}

fail() {
  printf 'error: %s\n  → %s\n' "$2" "$3" >&2
  exit "$1"
}

read_arguments() {
  dry_run=no
  local argument
  for argument in "$@"; do
    case $argument in
      --help | -h)
        usage
        exit 0
        ;;
      --dry-run) dry_run=yes ;;
      *) fail 2 "Expected --dry-run or --help, found \"$argument\"." 'Settings are environment variables; see --help.' ;;
    esac
  done
}

read_settings() {
  engine=${ENGINE:-docker}
  cpuset=${CPUSET:-0-3}
  memory=${MEMORY:-4g}
  warmup=${WARMUP:-1}
  repetitions=${REPETITIONS:-3}
  run_timeout=${RUN_TIMEOUT:-1800}
  sut_name=${SUT_NAME:-whisper-batch}
  image=${IMAGE:-whisper-batch}
  build=${BUILD:-yes}
  out_dir=$(absolute_path "${OUT_DIR:-$root/results/benchmarks/container_4c4g}")
  results_dir=$(absolute_path "${RESULTS_DIR:-$root}")
  running_group=
  memory_limited_by=$engine
  check_numbers
  check_words
  read_cores
  read_names
  read_audio_dir
}

# Relative paths count from where the script is called; the folder need not exist.
absolute_path() {
  case $1 in
    /*) printf '%s\n' "$1" ;;
    *) printf '%s/%s\n' "$PWD" "$1" ;;
  esac
}

check_numbers() {
  [[ $repetitions =~ ^[1-9][0-9]{0,3}$ ]] || fail 2 "Expected REPETITIONS to be 1 or more, found \"$repetitions\"." 'Give a whole number.'
  [[ $warmup =~ ^[0-9]{1,4}$ ]] || fail 2 "Expected WARMUP to be 0 or more, found \"$warmup\"." 'Give a whole number.'
  [[ $run_timeout =~ ^[1-9][0-9]{0,6}$ ]] || fail 2 "Expected RUN_TIMEOUT in seconds, found \"$run_timeout\"." 'Give a whole number.'
  memory=$(tr '[:upper:]' '[:lower:]' <<<"$memory")
  [[ $memory =~ ^[1-9][0-9]{0,15}[kmg]?$ ]] || fail 2 "Expected MEMORY as in 4g or 4096m, found \"$memory\"." 'Give a whole number with k, m or g.'
}

check_words() {
  [[ $build == yes || $build == no ]] || fail 2 "Expected BUILD to be yes or no, found \"$build\"." 'Give one of them.'
  # It becomes the name of a folder and of a log.
  [[ $sut_name =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] ||
    fail 2 "Expected SUT_NAME of letters, digits, dots, dashes and underscores, found \"$sut_name\"." 'Give a shorter name.'
  local name
  for name in "${baseline_names[@]}"; do
    [ "$sut_name" != "$name" ] || fail 2 "Expected SUT_NAME to differ from the baselines, found \"$sut_name\"." 'Give another name.'
  done
}

# `cpus` becomes all cores of CPUSET, one by one; `cores_list` how many of them each table uses.
read_cores() {
  cpus=()
  local part first last
  for part in ${cpuset//,/ }; do
    [[ $part =~ ^([0-9]{1,4})(-([0-9]{1,4}))?$ ]] || fail 2 "Expected CPUSET as in 0-3 or 0,2, found \"$cpuset\"." 'Give core numbers.'
    first=$((10#${BASH_REMATCH[1]})) last=$((10#${BASH_REMATCH[3]:-$first}))
    while [ "$first" -le "$last" ]; do
      [[ " ${cpus[*]} " != *" $first "* ]] || fail 2 "Expected CPUSET to name each core once, found \"$cpuset\"." 'Leave the second one out.'
      cpus+=("$first")
      first=$((first + 1))
    done
  done
  [ "${#cpus[@]}" -gt 0 ] || fail 2 "Expected CPUSET as in 0-3 or 0,2, found \"$cpuset\"." 'Give core numbers.'
  read -ra cores_list <<<"${CORES_LIST:-${#cpus[@]}}"
  IFS=', ' read -ra cores_list <<<"${cores_list[*]}"
  local seen=' '
  for part in "${cores_list[@]}"; do
    [[ $seen != *" $part "* ]] || fail 2 "Expected CORES_LIST to hold each number once, found \"${cores_list[*]}\"." 'Leave the second one out.'
    seen+="$part "
    [[ $part =~ ^[1-9][0-9]{0,3}$ && $part -le ${#cpus[@]} ]] ||
      fail 2 "Expected CORES_LIST to hold numbers from 1 to ${#cpus[@]}, the cores of CPUSET=$cpuset, found \"$part\"." 'Give fewer cores, or a wider CPUSET.'
  done
}

# The first N cores of CPUSET, with commas.
first_cpus() {
  local IFS=,
  printf '%s\n' "${cpus[*]:0:$1}"
}

count_words() {
  tr ',' '\n' | wc -l
}

read_names() {
  local known=("$sut_name" "${baseline_names[@]}") wanted name
  names=("${known[@]}")
  [ -n "${ONLY:-}" ] || return 0
  IFS=', ' read -ra wanted <<<"$ONLY"
  for name in "${wanted[@]}"; do
    [[ " ${known[*]} " == *" $name "* ]] ||
      fail 2 "Expected ONLY to name implementations, found \"$name\"." "Give some of: $(join_words "${known[@]}")."
  done
  # In the order of the table, each once.
  names=()
  for name in "${known[@]}"; do
    if [[ " ${wanted[*]} " == *" $name "* ]]; then names+=("$name"); fi
  done
}

join_words() {
  local all
  all=$(printf ', %s' "$@")
  printf '%s\n' "${all:2}"
}

read_audio_dir() {
  audio_dir=$(absolute_path "${AUDIO_DIR:-$root/audio}")
  [ -d "$audio_dir" ] || fail 2 "Expected AUDIO_DIR to be a folder, found none at $audio_dir." 'Give a folder with recordings.'
}

check_engine() {
  case $engine in
    host) engine_kind=host ;;
    docker | podman) engine_kind=image ;;
    *) fail 2 "Expected ENGINE to be docker, podman or host, found \"$engine\"." 'Give one of them.' ;;
  esac
  command -v node >/dev/null || fail 3 'Expected Node.js, which writes the tables, found no "node".' 'Install Node.js 20 or later.'
  "${engine_kind}_check"
}

print_plan() {
  local cores name
  "${engine_kind}_plan_preparation"
  for cores in "${cores_list[@]}"; do
    for name in "${names[@]}"; do
      work=$out_dir "${engine_kind}_plan_run" "$cores" 1 "$name"
    done
  done
}

# As it could be typed.
print_command() {
  printf '%q ' "$@" | sed 's/ $//'
  printf '\n'
}

# The command of an implementation: $1 name, $2 threads, $3 audio, $4 folder of results; the start of it in `$5…`.
implementation_command() {
  local name=$1 threads=$2 audio=$3 results=$4
  shift 4
  implementation=("$@")
  if [ "$name" = "$sut_name" ]; then
    # The cores are found out by the program itself.
    implementation+=(run "$audio" --out-dir "$results" --warmup "$warmup" --no-profile --quiet)
  else
    implementation+=("$name" --audio-dir "$audio" --out-dir "$results" --threads "$threads" --warmup "$warmup" --repetitions 1)
  fi
}
