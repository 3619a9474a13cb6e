import { join } from 'node:path';
import { readText, type TextReader } from '../batch/core-budget.ts';

/**
 * Highest memory, in bytes, of this process's control group since the group was made (Linux cgroup v1 and v2);
 * `undefined` where the system does not tell.
 */
export function cgroupPeakBytes(read: TextReader = readText): number | undefined {
  const groups = read('/proc/self/cgroup') ?? '';
  const v2 = /^0::(.*)$/m.exec(groups)?.[1] ?? '/';
  const v1 = /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m.exec(groups)?.[1] ?? '/';
  // Inside a container the path of the host may not exist; the root of the mount is then the group itself.
  const files = [
    join('/sys/fs/cgroup', v2, 'memory.peak'),
    '/sys/fs/cgroup/memory.peak',
    join('/sys/fs/cgroup/memory', v1, 'memory.max_usage_in_bytes'),
    '/sys/fs/cgroup/memory/memory.max_usage_in_bytes',
  ];
  return files.map((path) => Number(read(path) ?? NaN)).find((bytes) => bytes > 0);
}
