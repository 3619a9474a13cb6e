import { describe, expect, it } from 'vitest';
import { cgroupPeakBytes } from '../../src/bench/cgroup-memory.ts';

function reader(files: Readonly<Record<string, string>>) {
  return (path: string): string | undefined => files[path];
}

describe('cgroupPeakBytes', () => {
  it.each([
    ['version 2', { '/proc/self/cgroup': '0::/a/b\n', '/sys/fs/cgroup/a/b/memory.peak': '1024\n' }],
    ['version 2 in a container', { '/proc/self/cgroup': '0::/a\n', '/sys/fs/cgroup/memory.peak': '1024\n' }],
    [
      'version 1',
      {
        '/proc/self/cgroup': '5:cpu:/x\n4:memory:/a\n0::/\n',
        '/sys/fs/cgroup/memory/a/memory.max_usage_in_bytes': '1024\n',
      },
    ],
    [
      'version 1 in a container',
      { '/proc/self/cgroup': '4:memory:/a\n', '/sys/fs/cgroup/memory/memory.max_usage_in_bytes': '1024\n' },
    ],
  ])('reads %s', (_, files) => {
    expect(cgroupPeakBytes(reader(files))).toBe(1024);
  });

  it('knows nothing where the system does not tell', () => {
    expect(cgroupPeakBytes(reader({}))).toBeUndefined();
    expect(cgroupPeakBytes(reader({ '/sys/fs/cgroup/memory.peak': 'max\n' }))).toBeUndefined();
  });
});
