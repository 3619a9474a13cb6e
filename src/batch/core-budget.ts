import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';

/** The kernel's default. */
const DEFAULT_PERIOD_US = 100_000;

/** Reads a small text file; `undefined` when there is none. */
export type TextReader = (path: string) => string | undefined;

/**
 * Cores this process may use: its CPU affinity, and no more than the CPU quota of its control group (Linux cgroup v1
 * and v2), rounded down to whole cores but at least one.
 *
 * Node and ONNX Runtime know the affinity but not the quota; threads beyond a quota stall each other.
 */
export function coreBudget(affinityCores = availableParallelism(), read: TextReader = readText): number {
  const quota = Math.min(quotaV2(read), quotaV1(read));
  return Math.max(1, Math.min(affinityCores, Math.floor(quota)));
}

// `cpu.max` is "quota period" in microseconds or "max period"; every ancestor limits too.
function quotaV2(read: TextReader): number {
  const path = /^0::(.*)$/m.exec(read('/proc/self/cgroup') ?? '')?.[1] ?? '/';
  return Math.min(
    ...foldersUpwards(path).map((folder) => {
      const [quota, period] = (read(join('/sys/fs/cgroup', folder, 'cpu.max')) ?? 'max').trim().split(/\s+/);
      return coresOf(Number(quota), Number(period ?? DEFAULT_PERIOD_US));
    }),
  );
}

// `cpu.cfs_quota_us` and `cpu.cfs_period_us`; −1 means no quota.
function quotaV1(read: TextReader): number {
  const path = /^\d+:(?:[^:]*,)?cpu(?:,[^:]*)?:(.*)$/m.exec(read('/proc/self/cgroup') ?? '')?.[1] ?? '/';
  return Math.min(
    ...foldersUpwards(path).map((folder) => {
      const quota = Number(read(join('/sys/fs/cgroup/cpu', folder, 'cpu.cfs_quota_us')) ?? -1);
      const period = Number(read(join('/sys/fs/cgroup/cpu', folder, 'cpu.cfs_period_us')) ?? DEFAULT_PERIOD_US);
      return coresOf(quota, period);
    }),
  );
}

// "max", −1 and whatever is no positive number mean that there is no quota.
function coresOf(quota: number, period: number): number {
  return quota > 0 && period > 0 ? quota / period : Infinity;
}

// Inside a container the path of the host may not exist; the root of the mount is then the group itself.
function foldersUpwards(path: string): string[] {
  const folders = [path];
  for (let folder = path; folder !== '/' && folder !== '.';) {
    folder = dirname(folder);
    folders.push(folder);
  }
  return folders;
}

/** The text of a small file; `undefined` when it cannot be read. */
export function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Not Linux, or the other version of control groups.
    return undefined;
  }
}
