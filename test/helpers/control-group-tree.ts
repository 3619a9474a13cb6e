import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readText, type TextReader } from '../../src/batch/control-groups.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Writes files of /proc and /sys below a folder of their own and gives a reader that takes it for the root. */
export function controlGroupTree(files: Readonly<Record<string, string>>): TextReader {
  const root = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return (path) => readText(join(root, path));
}

const V1_MOUNT = (controllers: string, root = '/') =>
  `33 30 0:28 ${root} /sys/fs/cgroup/${controllers} rw,nosuid shared:15 - cgroup cgroup rw,${controllers}`;

/** What /proc/self/mountinfo says of control groups on systems of either version, and of both. */
export const MOUNTS = {
  version1: (root = '/') =>
    ['cpu,cpuacct', 'cpuset', 'memory'].map((controllers) => V1_MOUNT(controllers, root)).join('\n'),
  version2: (root = '/') => `30 23 0:26 ${root} /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate`,
  hybrid: () =>
    [
      '24 30 0:22 / /sys/fs/cgroup ro - tmpfs tmpfs ro,mode=755',
      '31 30 0:27 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw',
      MOUNTS.version1(),
    ].join('\n'),
} as const;
