import { describe, expect, it } from 'vitest';
import { coreBudget } from '../../src/batch/core-budget.ts';
import { splitCores } from '../../src/batch/split-cores.ts';
import { controlGroupTree, MOUNTS } from '../helpers/control-group-tree.ts';

/** The budget of a machine with 16 cores on which these files exist. */
function budget(files: Readonly<Record<string, string>>, affinityCores = 16): number {
  return coreBudget(affinityCores, (path) => files[path]);
}

describe('coreBudget', () => {
  it('is the affinity where there are no control groups', () => {
    expect(budget({})).toBe(16);
    expect(budget({}, 1)).toBe(1);
    expect(coreBudget(3)).toBeLessThanOrEqual(3);
    expect(coreBudget()).toBeGreaterThanOrEqual(1);
  });

  it.each([
    ['400000 100000\n', 4],
    ['250000 100000', 2],
    ['50000 100000', 1],
    ['1000 100000', 1],
    ['3000000 100000', 16],
    ['100000 50000', 2],
    ['200000', 2],
    ['max 100000', 16],
    ['max', 16],
    ['', 16],
    ['nonsense', 16],
    ['0 100000', 16],
    ['100000 0', 16],
  ])('reads the quota "%s" of version 2 as %i cores', (text, cores) => {
    expect(budget({ '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': text })).toBe(cores);
  });

  it('takes the smallest quota of a group and all groups above it', () => {
    const files = {
      '/proc/self/cgroup': '0::/user.slice/app.scope\n',
      '/sys/fs/cgroup/user.slice/app.scope/cpu.max': '800000 100000',
      '/sys/fs/cgroup/user.slice/cpu.max': '300000 100000',
      '/sys/fs/cgroup/cpu.max': 'max 100000',
    };
    expect(budget(files)).toBe(3);
    expect(budget({ ...files, '/sys/fs/cgroup/user.slice/app.scope/cpu.max': '200000 100000' })).toBe(2);
  });

  it("finds a container's quota although /proc names the group as the host knows it", () => {
    expect(
      budget({ '/proc/self/cgroup': '0::/../../kubepods/pod1/abc\n', '/sys/fs/cgroup/cpu.max': '150000 100000' }),
    ).toBe(1);
    expect(budget({ '/proc/self/cgroup': '0::/docker/abc\n', '/sys/fs/cgroup/cpu.max': '600000 100000' })).toBe(6);
  });

  it.each([
    ['4:cpu,cpuacct:/docker/abc', '/sys/fs/cgroup/cpu/docker/abc'],
    ['4:cpuacct,cpu:/docker/abc', '/sys/fs/cgroup/cpu/docker'],
    ['2:cpu:/', '/sys/fs/cgroup/cpu'],
    ['3:cpuset:/other\n4:cpu,cpuacct:/a', '/sys/fs/cgroup/cpu/a'],
    ['7:cpu:/host/path', '/sys/fs/cgroup/cpu'],
  ])('reads the quota of version 1 for %s in %s', (groups, folder) => {
    const files = {
      '/proc/self/cgroup': `12:memory:/x\n${groups}\n`,
      [`${folder}/cpu.cfs_quota_us`]: '350000\n',
      [`${folder}/cpu.cfs_period_us`]: '100000\n',
    };
    expect(budget(files)).toBe(3);
  });

  it.each(['-1', '0', '', 'nonsense'])('takes the quota "%s" of version 1 for none', (quota) => {
    expect(
      budget({
        '/proc/self/cgroup': '2:cpu:/\n',
        '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': quota,
        '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000',
      }),
    ).toBe(16);
  });

  it('takes the smaller one where both versions are in use', () => {
    expect(
      budget({
        '/proc/self/cgroup': '4:cpu:/\n0::/\n',
        '/sys/fs/cgroup/cpu.max': '500000 100000',
        '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '400000',
      }),
    ).toBe(4);
  });
});

/** Files as a container engine leaves them for `--cpus` and `--cpuset-cpus`. */
const CONTAINERS = {
  'version 2': (cpus: number | undefined, set: string | undefined) => ({
    '/proc/self/mountinfo': MOUNTS.version2(),
    '/proc/self/cgroup': '0::/\n',
    '/sys/fs/cgroup/cpu.max': `${cpus === undefined ? 'max' : String(cpus * 100_000)} 100000\n`,
    ...(set === undefined ? {} : { '/sys/fs/cgroup/cpuset.cpus.effective': `${set}\n` }),
  }),
  'version 2, nested': (cpus: number | undefined, set: string | undefined) => ({
    '/proc/self/mountinfo': MOUNTS.version2(),
    '/proc/self/cgroup': '0::/pod/inner\n',
    '/sys/fs/cgroup/pod/inner/cpu.max': 'max 100000\n',
    '/sys/fs/cgroup/pod/cpu.max': `${cpus === undefined ? 'max' : String(cpus * 50_000)} 50000\n`,
    ...(set === undefined ? {} : { '/sys/fs/cgroup/pod/cpuset.cpus.effective': `${set}\n` }),
  }),
  'version 1': (cpus: number | undefined, set: string | undefined) => ({
    '/proc/self/mountinfo': MOUNTS.version1('/docker/abc'),
    '/proc/self/cgroup': '5:cpuset:/docker/abc\n4:cpu,cpuacct:/docker/abc\n',
    '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': `${cpus === undefined ? '-1' : String(cpus * 100_000)}\n`,
    '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
    '/sys/fs/cgroup/cpuset/cpuset.cpus': `${set ?? '0-15'}\n`,
  }),
  hybrid: (cpus: number | undefined, set: string | undefined) => ({
    '/proc/self/mountinfo': MOUNTS.hybrid(),
    '/proc/self/cgroup': '5:cpuset:/abc\n4:cpu,cpuacct:/abc\n0::/abc\n',
    '/sys/fs/cgroup/cpu,cpuacct/abc/cpu.cfs_quota_us': `${cpus === undefined ? '-1' : String(cpus * 100_000)}\n`,
    '/sys/fs/cgroup/cpu,cpuacct/abc/cpu.cfs_period_us': '100000\n',
    '/sys/fs/cgroup/cpuset/abc/cpuset.cpus': '',
    '/sys/fs/cgroup/cpuset/abc/cpuset.effective_cpus': `${set ?? '0-15'}\n`,
  }),
} as const;

describe.each(Object.entries(CONTAINERS))('a container with control groups of %s', (_, files) => {
  it.each([
    [0.5, undefined, 1],
    [1, undefined, 1],
    [1.5, undefined, 1],
    [2, undefined, 2],
    [2.75, undefined, 2],
    [4, undefined, 4],
    [undefined, undefined, 16],
    [undefined, '0-1', 2],
    [undefined, '3', 1],
    [undefined, '0-1,4-6', 5],
    [4, '0-1', 2],
    [1.5, '0-7', 1],
  ])('of %s CPUs and the set %s has a budget of %i, which workers and threads keep to', (cpus, set, cores) => {
    const budget = coreBudget(16, controlGroupTree(files(cpus, set)));
    expect(budget).toBe(cores);
    for (const workers of [undefined, 1, cores]) {
      const split = splitCores({ workers, threads: undefined, budget });
      expect(split.workers * split.threads).toBeLessThanOrEqual(cores);
    }
  });
});
