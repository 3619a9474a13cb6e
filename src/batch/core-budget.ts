import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { groupFolders, readText, type TextReader } from './control-groups.ts';

/** The kernel's default. */
const DEFAULT_PERIOD_US = 100_000;

/**
 * Cores this process may use: its CPU affinity, and no more than cpuset and CPU quota of its control groups allow
 * (Linux cgroup v1 and v2), rounded down to whole cores but at least one.
 *
 * Node and ONNX Runtime know the affinity but not the quota; threads beyond a quota stall each other.
 */
export function coreBudget(affinityCores = availableParallelism(), read: TextReader = readText): number {
  const quotas = groupFolders('cpu', read).flatMap(({ version, folders }) =>
    folders.map((folder) => (version === 2 ? quotaV2(folder, read) : quotaV1(folder, read))),
  );
  const sets = groupFolders('cpuset', read).flatMap(({ folders }) => folders.map((folder) => setSize(folder, read)));
  return Math.max(1, Math.floor(Math.min(affinityCores, ...quotas, ...sets)));
}

// `cpu.max` is "quota period" in microseconds or "max period"; every ancestor limits too.
function quotaV2(folder: string, read: TextReader): number {
  const [quota, period] = (read(join(folder, 'cpu.max')) ?? 'max').trim().split(/\s+/);
  return coresOf(Number(quota), Number(period ?? DEFAULT_PERIOD_US));
}

// `cpu.cfs_quota_us` and `cpu.cfs_period_us`; −1 means no quota.
function quotaV1(folder: string, read: TextReader): number {
  const quota = Number(read(join(folder, 'cpu.cfs_quota_us')) ?? -1);
  return coresOf(quota, Number(read(join(folder, 'cpu.cfs_period_us')) ?? DEFAULT_PERIOD_US));
}

// "max", −1 and whatever is no positive number mean that there is no quota.
function coresOf(quota: number, period: number): number {
  return quota > 0 && period > 0 ? quota / period : Infinity;
}

// "0-3,7"; a group that sets nothing has an empty file, and what is effective is named differently by the two versions.
function setSize(folder: string, read: TextReader): number {
  const files = ['cpuset.cpus.effective', 'cpuset.effective_cpus', 'cpuset.cpus'];
  const text = files.map((file) => read(join(folder, file))?.trim()).find(Boolean) ?? '';
  const sizes = text.split(',').map((range) => {
    const [first, last = first] = range.split('-').map(Number);
    return first === undefined || last === undefined ? NaN : last - first + 1;
  });
  const size = sizes.reduce((sum, each) => sum + each, 0);
  return text !== '' && size > 0 ? size : Infinity;
}
