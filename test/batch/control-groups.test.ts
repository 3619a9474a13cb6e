import { describe, expect, it } from 'vitest';
import { groupFolders, readText } from '../../src/batch/control-groups.ts';
import { controlGroupTree, MOUNTS } from '../helpers/control-group-tree.ts';

function folders(version: 1 | 2, files: Readonly<Record<string, string>>): readonly string[] | undefined {
  return groupFolders('cpu', controlGroupTree(files)).find((groups) => groups.version === version)?.folders;
}

describe('groupFolders', () => {
  it('knows the usual places where no mounts are told', () => {
    expect(groupFolders('memory', () => undefined)).toEqual([
      { version: 2, folders: ['/sys/fs/cgroup'] },
      { version: 1, folders: ['/sys/fs/cgroup/memory'] },
    ]);
  });

  it('names the group and all above it, innermost first', () => {
    const files = { '/proc/self/mountinfo': MOUNTS.version2(), '/proc/self/cgroup': '0::/a/b\n' };
    expect(folders(2, files)).toEqual(['/sys/fs/cgroup/a/b', '/sys/fs/cgroup/a', '/sys/fs/cgroup']);
  });

  it('finds controllers that are mounted together, and version 2 where it is mounted apart', () => {
    const files = { '/proc/self/mountinfo': MOUNTS.hybrid(), '/proc/self/cgroup': '4:cpu,cpuacct:/a\n0::/b\n' };
    expect(folders(1, files)).toEqual(['/sys/fs/cgroup/cpu,cpuacct/a', '/sys/fs/cgroup/cpu,cpuacct']);
    expect(folders(2, files)).toEqual(['/sys/fs/cgroup/unified/b', '/sys/fs/cgroup/unified']);
  });

  it('takes a path apart that is named as the host knows it, when the mount shows only a part of the tree', () => {
    const files = {
      '/proc/self/mountinfo': MOUNTS.version1('/docker/abc'),
      '/proc/self/cgroup': '4:cpu,cpuacct:/docker/abc/inner\n',
    };
    expect(folders(1, files)).toEqual(['/sys/fs/cgroup/cpu,cpuacct/inner', '/sys/fs/cgroup/cpu,cpuacct']);
  });

  it('stays inside the mount when the group lies outside of it', () => {
    const files = { '/proc/self/mountinfo': MOUNTS.version2(), '/proc/self/cgroup': '0::/../../kubepods/pod1\n' };
    expect(folders(2, files)).toEqual(['/sys/fs/cgroup']);
  });

  it('reads mount folders with blanks', () => {
    const mount = '30 23 0:26 / /my\\040groups rw - cgroup2 cgroup2 rw';
    expect(folders(2, { '/proc/self/mountinfo': mount, '/proc/self/cgroup': '0::/a\n' })).toEqual([
      '/my groups/a',
      '/my groups',
    ]);
  });
});

describe('readText', () => {
  it('gives nothing for what cannot be read', () => {
    expect(readText('/nowhere/at-all')).toBeUndefined();
    expect(readText('/')).toBeUndefined();
  });
});
