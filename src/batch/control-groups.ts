import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Reads a small text file; `undefined` when there is none. */
export type TextReader = (path: string) => string | undefined;

/** Where the control group of this process and all groups above it lie, innermost first. */
export interface GroupFolders {
  readonly version: 1 | 2;
  readonly folders: readonly string[];
}

/**
 * The groups of this process under one controller, in cgroup version 1 and 2, wherever they are mounted (Linux; mixed
 * systems have both); folders that are not there answer no question.
 */
export function groupFolders(controller: 'cpu' | 'cpuset' | 'memory', read: TextReader): readonly GroupFolders[] {
  const mounts = parseMounts(read('/proc/self/mountinfo') ?? '');
  const own = read('/proc/self/cgroup') ?? '';
  const ofController = ({ controllers }: Mount) => controllers.includes(controller);
  const [v1] = mounts.filter(ofController);
  const [v2] = mounts.filter(({ version }) => version === 2);
  const pathV1 = new RegExp(`^\\d+:(?:[^:]*,)?${controller}(?:,[^:]*)?:(.*)$`, 'm').exec(own)?.[1] ?? '/';
  const pathV2 = /^0::(.*)$/m.exec(own)?.[1] ?? '/';
  return [
    { version: 2, folders: foldersUpwards(v2 ?? { root: '/', folder: '/sys/fs/cgroup' }, pathV2) },
    { version: 1, folders: foldersUpwards(v1 ?? { root: '/', folder: `/sys/fs/cgroup/${controller}` }, pathV1) },
  ];
}

interface Mount {
  readonly version: 1 | 2;
  readonly controllers: readonly string[];
  /** The group that the folder shows. */
  readonly root: string;
  readonly folder: string;
}

// "36 35 0:31 /docker/abc /sys/fs/cgroup/cpu rw,… master:9 - cgroup cgroup rw,cpu,cpuacct"
function parseMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [place = '', kind = ''] = line.split(' - ');
    const [root, folder] = place.split(' ').slice(3, 5).map(unescape);
    const [type, , options = ''] = kind.split(' ');
    if (root === undefined || folder === undefined || (type !== 'cgroup' && type !== 'cgroup2')) return [];
    const version = type === 'cgroup2' ? 2 : 1;
    return [{ version, controllers: version === 1 ? options.split(',') : [], root, folder }];
  });
}

// Blanks and the like are written as three octal digits.
function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)));
}

// Inside a container the path of the host may not exist; the root of the mount is then the group itself.
function foldersUpwards({ root, folder }: Pick<Mount, 'root' | 'folder'>, path: string): string[] {
  const isBelow = root !== '/' && (path === root || path.startsWith(`${root}/`));
  let inside = isBelow ? path.slice(root.length) : path;
  if (inside === '' || inside.startsWith('/..')) inside = '/';
  const folders = [join(folder, inside)];
  for (; inside !== '/' && inside !== '.'; folders.push(join(folder, inside))) inside = dirname(inside);
  return folders.map((each) => each.replace(/(?<=.)\/$/, ''));
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
