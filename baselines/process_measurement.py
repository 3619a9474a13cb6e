"""Runs a command as a user would and measures the whole process tree (Linux)."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

SAMPLE_INTERVAL_SECONDS = 0.05


@dataclass(frozen=True)
class Measurement:
    """Cost of one run.

    `other_cpu_s` is what everything else on the machine used meanwhile (stolen time included): far above zero, the
    wall time is not to be trusted. `peak_pss_mib` counts shared pages once; it is None where it was not sampled.
    """

    wall_s: float
    cpu_s: float
    other_cpu_s: float
    max_rss_mib: float
    peak_pss_mib: float | None


def measure(command: list[str], log_path: Path, *, sample_memory: bool = False) -> Measurement:
    """Wall time from start to exit, CPU time and largest RSS of the process and the children it waited for.

    Sampling PSS walks the page tables of the measured process and slows it, so that timed runs go without.
    """
    with log_path.open("w", encoding="utf-8") as log:
        busy_before_s, started = machine_busy_seconds(), time.perf_counter()
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        sampler = PssSampler(process.pid) if sample_memory else None
        _, status, usage = os.wait4(process.pid, 0)
        wall_s, busy_s = time.perf_counter() - started, machine_busy_seconds() - busy_before_s
    process.returncode = os.waitstatus_to_exitcode(status)
    peak_pss_mib = sampler.stop() if sampler else None
    if process.returncode != 0:
        raise SystemExit(f"error: {command[0]} exited with {process.returncode}; its output is in {log_path}")
    cpu_s = usage.ru_utime + usage.ru_stime
    return Measurement(wall_s, cpu_s, max(busy_s - cpu_s, 0), usage.ru_maxrss / 1024, peak_pss_mib)


def machine_busy_seconds() -> float:
    """CPU seconds since boot that no core spent idle or waiting for a disk."""
    ticks = [int(field) for field in read_proc(Path("/proc/stat")).split("\n", 1)[0].split()[1:9]]
    idle, waiting = ticks[3], ticks[4]
    return (sum(ticks) - idle - waiting) / os.sysconf("SC_CLK_TCK")


class PssSampler:
    """Keeps the highest sum of PSS over a process and its descendants, read every 50 ms until stopped."""

    def __init__(self, root_pid: int) -> None:
        self._root_pid = root_pid
        self._peak_kib = 0
        self._is_stopped = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        """The peak in MiB."""
        self._is_stopped.set()
        self._thread.join()
        return self._peak_kib / 1024

    def _sample(self) -> None:
        while not self._is_stopped.wait(SAMPLE_INTERVAL_SECONDS):
            self._peak_kib = max(self._peak_kib, sum(pss_kib(pid) for pid in process_tree(self._root_pid)))


def process_tree(root_pid: int) -> list[int]:
    """The process and all its descendants that are alive now."""
    pids = [root_pid]
    for pid in pids:  # grows while it is read: breadth first
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            pids.extend(int(child) for child in read_proc(children).split())
    return pids


def pss_kib(pid: int) -> int:
    for line in read_proc(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def read_proc(path: Path) -> str:
    """Contents of a /proc file; empty when the process has ended meanwhile."""
    try:
        return path.read_text()
    except OSError:
        return ""
