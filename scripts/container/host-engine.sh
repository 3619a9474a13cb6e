# shellcheck shell=bash
# ENGINE=host: taskset for the cores, and a control group for the memory where one can be made. Part of
# run_container_4c4g_compare.sh.
# shellcheck disable=SC2034,SC2154 # The parts of the script share these variables.

host_group=
host_scope=()

host_check() {
  command -v taskset >/dev/null || fail 3 'Expected taskset, found none.' 'Install util-linux, or use ENGINE=docker.'
  local allowed cpu
  allowed=$(awk '/^Cpus_allowed_list:/ { print $2 }' /proc/self/status)
  for cpu in "${cpus[@]}"; do
    is_listed "$cpu" "$allowed" ||
      fail 2 "Expected CPUSET=$cpuset to name cores of this machine, found only $allowed." "Set CPUSET=$allowed or some of these."
  done
}

# Whether a number is in a list such as 0-3,8.
is_listed() {
  local part
  for part in ${2//,/ }; do
    if [ "$1" -ge "${part%-*}" ] && [ "$1" -le "${part#*-}" ]; then return 0; fi
  done
  return 1
}

engine_version() {
  if [ "$engine_kind" = host ]; then
    echo 'no container'
  else
    "$engine" --version 2>/dev/null | head -n 1 || echo unknown
  fi
}

prepare_implementations() {
  "${engine_kind}_prepare"
}

host_prepare() {
  choose_memory_limit
  if [[ " ${names[*]} " == *" $sut_name "* ]]; then
    say "setting up $sut_name"
    host_set_up >"$work/$sut_name.log" 2>&1 || mark_unavailable "$sut_name" 'set-up failed' "$work/$sut_name.log"
  fi
}

# Compiled before anything is measured, as a user's second run finds it.
host_set_up() {
  node "$root/scripts/setup.mjs" && node "$root/dist/src/cli/main.js" compile
}

# A row of the table: $1 name, $2 reason, $3 log whose first error says more.
mark_unavailable() {
  local detail
  detail=$(grep -m 1 -iE '^ *error' "$3" || tail -n 1 "$3")
  printf '%s: %s\n' "$2" "$detail" >"$work/unavailable/$1"
  say "$1: $2"
}

# systemd makes a scope for whoever may ask it; otherwise a group is made by hand, first as v2, then as v1.
choose_memory_limit() {
  if host_has_scopes; then
    memory_limited_by='systemd scope'
  elif make_group_v2; then
    memory_limited_by='control group v2'
  elif make_group_v1; then
    memory_limited_by='control group v1'
  else
    memory_limited_by=nothing
    say "MEMORY=$memory is not enforced: this user may make no control group; memory is the sampled PSS of the processes"
  fi
}

host_has_scopes() {
  [ -d /run/systemd/system ] && command -v systemd-run >/dev/null || return 1
  host_scope=(systemd-run --scope --quiet --collect -p "MemoryMax=$(memory_bytes)" -p MemorySwapMax=0)
  [ "$(id -u)" -eq 0 ] || host_scope+=(--user)
  # Since systemd 253 a scope is stopped as a whole when the kernel ends one of its processes, before that is noted down.
  if "${host_scope[@]}" -p OOMPolicy=continue true 2>/dev/null; then host_scope+=(-p OOMPolicy=continue); fi
  # A scope without the memory controller would limit nothing.
  # shellcheck disable=SC2016 # The inner shell expands it.
  if "${host_scope[@]}" bash -c '[ -e "/sys/fs/cgroup$(sed -n s/^0:://p /proc/self/cgroup)/memory.max" ]' 2>/dev/null; then return 0; fi
  host_scope=()
  return 1
}

make_group_v2() {
  [ -e /sys/fs/cgroup/cgroup.controllers ] || return 1
  # Beside this shell's own group, since a group with processes in it hands no memory controller to those below.
  local own parent
  own=$(sed -n 's/^0:://p' /proc/self/cgroup)
  parent=/sys/fs/cgroup$(dirname "$own")
  { echo +memory >"$parent/cgroup.subtree_control"; } 2>/dev/null || true
  host_group="$parent/whisper-batch-$$"
  if try_group memory.max && { echo 0 >"$host_group/memory.swap.max"; } 2>/dev/null; then return 0; fi
  remove_group
  return 1
}

make_group_v1() {
  local own
  own=$(sed -n 's/^[0-9]*:memory://p' /proc/self/cgroup)
  [ -n "$own" ] || return 1
  [ -d "/sys/fs/cgroup/memory$own" ] || own=/
  host_group="/sys/fs/cgroup/memory${own%/}/whisper-batch-$$"
  if try_group memory.limit_in_bytes; then
    # Absent where the kernel does not count swap.
    { memory_bytes >"$host_group/memory.memsw.limit_in_bytes"; } 2>/dev/null || true
    return 0
  fi
  remove_group
  return 1
}

# Makes $host_group, sets its limit, and lets a process join it.
try_group() {
  mkdir "$host_group" 2>/dev/null || return 1
  { memory_bytes >"$host_group/$1"; } 2>/dev/null || return 1
  # shellcheck disable=SC2016 # The inner shell expands it.
  bash -c 'echo $$ >"$1/cgroup.procs"' join "$host_group" 2>/dev/null
}

# A process that is ending may hold its group for a moment after it has left the list.
remove_group() {
  local tenths
  for ((tenths = 0; tenths < 50; tenths++)); do
    if [ ! -d "$host_group" ] || rmdir "$host_group" 2>/dev/null; then break; fi
    sleep 0.1
  done
  host_group=
}

memory_bytes() {
  local number=${memory%[kmg]}
  case $memory in
    *k) echo $((number << 10)) ;;
    *m) echo $((number << 20)) ;;
    *g) echo $((number << 30)) ;;
    *) echo "$number" ;;
  esac
}

# A new group for each run, because its highest value never falls.
host_renew_group() {
  case $memory_limited_by in
    'control group v2') make_group_v2 ;;
    'control group v1') make_group_v1 ;;
  esac
}

host_command() {
  local cores=$1 repetition=$2 name=$3
  local start=("$root/baselines/run_baseline")
  [ "$name" != "$sut_name" ] || start=(node "$root/dist/src/cli/main.js")
  implementation_command "$name" "$cores" "$audio_dir" "$work/runs/$cores/$name/$repetition" "${start[@]}"
  run_command=(taskset --cpu-list "$(first_cpus "$cores")")
  if [ "${#host_scope[@]}" -gt 0 ]; then run_command+=("${host_scope[@]}"); fi
  run_command+=(env "MEASURE_JOIN=$host_group" "MEASURE_TIMEOUT=$run_timeout")
  [ "$memory_limited_by" != nothing ] || run_command+=(MEASURE_MEMORY=pss)
  run_command+=(bash "$root/scripts/container/measure.sh" "$work/runs/$cores/$name/$repetition/measurement.txt" "${implementation[@]}")
}

host_run() {
  host_drop_cached_models
  host_command "$@"
  exec "${run_command[@]}"
}

# The kernel charges a file to the group that reads it first: without this only the first run would pay for its model.
host_drop_cached_models() {
  [ -n "$host_group" ] || return 0
  local folder
  for folder in "$root/whisper-base-with-past" "$root/baselines/.models"; do
    [ ! -d "$folder" ] || find -L "$folder" -type f -size +1M -exec dd if={} iflag=nocache count=0 status=none \; || true
  done
}

host_after_run() {
  if [ -n "$host_group" ]; then
    end_group_processes
    remove_group
    if ! host_renew_group; then
      memory_limited_by=nothing
      say "MEMORY=$memory is no longer enforced: no further control group could be made"
    fi
  fi
}

# What a run has left behind would hold the group, and memory of the next run.
end_group_processes() {
  local pid tenths
  for ((tenths = 0; tenths < 50; tenths++)); do
    [ -n "$(cat "$host_group/cgroup.procs" 2>/dev/null)" ] || return 0
    while read -r pid; do kill -KILL "$pid" 2>/dev/null || true; done <"$host_group/cgroup.procs"
    sleep 0.1
  done
}

host_stop() {
  [ -z "$host_group" ] || end_group_processes
}

host_clean_up() {
  [ -z "$host_group" ] || end_group_processes
  remove_group
}

host_plan_preparation() {
  print_command node "$root/scripts/setup.mjs"
  print_command node "$root/dist/src/cli/main.js" compile
}

host_plan_run() {
  printf '# in a control group of %s bytes, where one can be made:\n' "$(memory_bytes)"
  host_command "$@"
  print_command "${run_command[@]}"
}
