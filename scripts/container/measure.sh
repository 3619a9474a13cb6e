#!/usr/bin/env bash
# Runs a command and writes what it cost, one `name=value` a line: measure.sh OUT_FILE COMMAND…
# It runs inside the container or control group, and needs nothing but bash and coreutils.
#   MEASURE_JOIN     control group to join first, as a folder
#   MEASURE_MEMORY   "pss" where no control group holds the command alone
#   MEASURE_TIMEOUT  most seconds
set -uo pipefail

out=$1
shift

main() {
  if [ -n "${MEASURE_JOIN:-}" ]; then echo $$ >"$MEASURE_JOIN/cgroup.procs" || exit 125; fi
  find_group
  start_sampling
  local status=0 TIMEFORMAT='%U %S'
  { time timeout --foreground --kill-after=10 "${MEASURE_TIMEOUT:-1800}" "$@" 2>&3; } 3>&2 2>"$out.cpu" || status=$?
  stop_sampling
  write_measurement "$status" >"$out.new"
  mv "$out.new" "$out"
  rm -f "$out.cpu" "$out.sampled"
  return "$status"
}

# `group`: folder with the files of this process's memory group; `source`: which of them tells the peak.
find_group() {
  local path
  path=$(sed -n 's/^[0-9]*:memory://p' /proc/self/cgroup)
  # In a container the path is that of the host; its own group then lies at the root.
  group=/sys/fs/cgroup/memory$path
  [ -e "$group/memory.usage_in_bytes" ] || group=/sys/fs/cgroup/memory
  if [ ! -e "$group/memory.usage_in_bytes" ]; then
    group=/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)
    [ -e "$group/memory.current" ] || group=/sys/fs/cgroup
  fi
  source=pss
  [ "${MEASURE_MEMORY:-}" != pss ] || return 0
  local file
  for file in memory.peak memory.max_usage_in_bytes memory.current; do
    if [ -r "$group/$file" ]; then
      source=$file
      return
    fi
  done
}

start_sampling() {
  sampler=
  case $source in
    memory.current) sample memory_current & ;;
    pss) sample tree_pss & ;;
    *) return ;;
  esac
  sampler=$!
}

stop_sampling() {
  [ -z "$sampler" ] || { kill "$sampler" && wait "$sampler"; } 2>/dev/null || true
}

# Keeps the highest value in a file, five times a second.
sample() {
  local peak=0 value
  while :; do
    value=$("$1")
    if [ "${value:-0}" -gt "$peak" ]; then
      peak=$value
      echo "$peak" >"$out.sampled"
    fi
    sleep 0.2
  done
}

memory_current() {
  cat "$group/memory.current"
}

# Bytes of all descendants of this script, pages that processes share counted once.
tree_pss() {
  local pids=("$$") index=0 file
  while [ "$index" -lt "${#pids[@]}" ]; do
    for file in "/proc/${pids[index]}/task"/*/children; do
      # shellcheck disable=SC2207 # Numbers separated by spaces.
      pids+=($(cat "$file" 2>/dev/null))
    done
    index=$((index + 1))
  done
  for file in "${pids[@]:1}"; do cat "/proc/$file/smaps_rollup" 2>/dev/null; done |
    awk '/^Pss:/ { sum += $2 } END { printf "%d\n", sum * 1024 }'
}

write_measurement() {
  local user=0 system=0
  # Above these, bash may have said that the command was killed.
  read -r user system < <(tail -n 1 "$out.cpu")
  # Bash writes the decimal mark of the locale.
  user=${user/,/.} system=${system/,/.}
  printf 'exit_status=%s\ncpu_seconds=%s\n' "$1" "$(LC_ALL=C awk -v a="$user" -v b="$system" 'BEGIN { printf "%.3f", a + b }')"
  printf 'memory_source=%s\npeak_memory_bytes=%s\n' "$source" "$(peak_memory)"
  printf 'oom_kills=%s\n' "$(oom_kills)"
}

peak_memory() {
  case $source in
    memory.current | pss) cat "$out.sampled" 2>/dev/null ;;
    *) cat "$group/$source" ;;
  esac
}

# How often the kernel has ended a process of this group for its memory.
oom_kills() {
  [ "$source" != pss ] || return 0
  sed -n 's/^oom_kill //p' "$group/memory.events" "$group/memory.oom_control" 2>/dev/null | head -n 1
}

main "$@"
