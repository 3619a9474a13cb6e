import { readFileSync } from 'node:fs';
import { arch, cpus, release, totalmem, type } from 'node:os';

const GOVERNOR = '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor';

/** The machine that the figures hold for; `key` tells it from others in RESULTS.csv. */
export function describeMachine() {
  const processors = cpus();
  const cpuModel = processors[0]?.model.trim() ?? 'unknown CPU';
  const memoryGib = (totalmem() / 2 ** 30).toFixed(1);
  return {
    key: `${cpuModel}, ${processors.length} cores, ${memoryGib} GiB`,
    kernel: `${type()} ${release()} ${arch()}`,
    governor: readGovernor(),
    nodeVersion: process.versions.node,
  };
}

function readGovernor() {
  try {
    return readFileSync(GOVERNOR, 'utf8').trim();
  } catch {
    // Virtual machines seldom show it.
    return 'not shown';
  }
}
