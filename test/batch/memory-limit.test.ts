import { describe, expect, it } from 'vitest';
import { memoryLimit } from '../../src/batch/memory-limit.ts';
import { controlGroupTree, MOUNTS } from '../helpers/control-group-tree.ts';

const GIB = 2 ** 30;
const total = 16 * GIB;

/** The limit on a machine of 16 GiB, 8 GiB of them free, with these files. */
function limit(files: Readonly<Record<string, string>>, allowed = Infinity) {
  const machine = {
    '/proc/meminfo': `MemTotal: ${String(total / 1024)} kB\nMemAvailable: ${String((8 * GIB) / 1024)} kB\n`,
  };
  return memoryLimit(allowed, controlGroupTree({ ...machine, ...files }), total);
}

const share = (bytes: number) => Math.floor(bytes * 0.95);
const version2 = { '/proc/self/mountinfo': MOUNTS.version2(), '/proc/self/cgroup': '0::/pod/inner\n' };
const version1 = {
  '/proc/self/mountinfo': MOUNTS.version1('/docker/abc'),
  '/proc/self/cgroup': '4:memory:/docker/abc\n',
};

describe('memoryLimit', () => {
  it('is what the machine has free where nothing else limits it', () => {
    expect(limit({})).toEqual({ bytes: share(8 * GIB), source: 'the free memory of the machine' });
  });

  it('is the memory of the machine where the system does not tell what is free', () => {
    expect(memoryLimit(undefined, () => undefined, 4 * GIB)).toEqual({ bytes: share(4 * GIB), source: 'the machine' });
  });

  it('is what the user allows, as it is, unless there is less', () => {
    expect(limit({}, 2 * GIB)).toEqual({ bytes: 2 * GIB, source: 'the memory option' });
    expect(limit({}, 12 * GIB).source).toBe('the free memory of the machine');
  });

  it.each(['memory.max', 'memory.high'])('keeps to %s of the group and all above it', (file) => {
    const inner = { ...version2, [`/sys/fs/cgroup/pod/inner/${file}`]: `${String(GIB)}\n` };
    expect(limit(inner)).toEqual({ bytes: share(GIB), source: 'the control group /sys/fs/cgroup/pod/inner' });
    const outer = { ...inner, [`/sys/fs/cgroup/pod/${file}`]: `${String(GIB / 2)}\n` };
    expect(limit(outer)).toEqual({ bytes: share(GIB / 2), source: 'the control group /sys/fs/cgroup/pod' });
  });

  it('takes no limit from "max", from no file, and from more than the machine has', () => {
    for (const text of ['max\n', '', '9223372036854771712\n', String(17 * GIB)]) {
      expect(limit({ ...version2, '/sys/fs/cgroup/pod/memory.max': text }).source).toBe(
        'the free memory of the machine',
      );
      expect(limit({ ...version1, '/sys/fs/cgroup/memory/memory.limit_in_bytes': text }).source).toBe(
        'the free memory of the machine',
      );
    }
  });

  it('keeps to the limit of version 1, also of ancestors that a container does not see', () => {
    const own = { ...version1, '/sys/fs/cgroup/memory/memory.limit_in_bytes': `${String(GIB)}\n` };
    expect(limit(own)).toEqual({ bytes: share(GIB), source: 'the control group /sys/fs/cgroup/memory' });
    const stat = `cache 5\nhierarchical_memory_limit ${String(GIB / 4)}\n`;
    expect(limit({ ...own, '/sys/fs/cgroup/memory/memory.stat': stat }).bytes).toBe(share(GIB / 4));
  });

  it('leaves out what others in the group hold, but not pages of files, which are given back', () => {
    const files = {
      ...version2,
      '/proc/self/status': 'RssAnon:\t  102400 kB\n',
      '/sys/fs/cgroup/pod/memory.max': String(2 * GIB),
      '/sys/fs/cgroup/pod/memory.stat': `anon ${String(GIB)}\nfile ${String(GIB)}\nshmem 0\n`,
    };
    expect(limit(files).bytes).toBe(share(2 * GIB - (GIB - 102_400 * 1024)));
    const v1 = {
      ...version1,
      '/sys/fs/cgroup/memory/memory.limit_in_bytes': String(2 * GIB),
      '/sys/fs/cgroup/memory/memory.stat': `total_cache ${String(GIB)}\ntotal_rss ${String(GIB / 2)}\n`,
    };
    expect(limit(v1).bytes).toBe(share(1.5 * GIB));
  });

  it('is above nothing on this machine', () => {
    expect(memoryLimit().bytes).toBeGreaterThan(0);
  });
});
