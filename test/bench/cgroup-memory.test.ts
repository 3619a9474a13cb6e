import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchCgroupMemory } from '../../src/bench/cgroup-memory.ts';

function reader(files: Readonly<Record<string, string>>) {
  return (path: string): string | undefined => files[path];
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('watchCgroupMemory', () => {
  it.each([
    ['version 2', '0::/a/b\n', '/sys/fs/cgroup/a/b/memory.current'],
    ['version 2 in a container', '0::/a\n', '/sys/fs/cgroup/memory.current'],
    ['version 1', '5:cpu:/x\n4:memory:/a\n0::/\n', '/sys/fs/cgroup/memory/a/memory.usage_in_bytes'],
    ['version 1 in a container', '4:memory:/a\n', '/sys/fs/cgroup/memory/memory.usage_in_bytes'],
  ])('gives the highest of what it saw while it looked, in %s', (_, own, path) => {
    const files: Record<string, string> = { '/proc/self/cgroup': own, [path]: '1024\n' };
    const watch = watchCgroupMemory(reader(files));
    files[path] = '4096\n';
    vi.advanceTimersByTime(100);
    files[path] = '2048\n';
    vi.advanceTimersByTime(100);
    expect(watch.stop()).toBe(4096);
    files[path] = '9000\n';
    vi.advanceTimersByTime(1000);
    expect(watch.stop()).toBe(4096);
  });

  it('knows nothing where the system does not tell', () => {
    expect(watchCgroupMemory(reader({})).stop()).toBeUndefined();
    expect(watchCgroupMemory(reader({ '/sys/fs/cgroup/memory.current': 'max\n' })).stop()).toBeUndefined();
  });
});
