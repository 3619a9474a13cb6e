import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** A file below a folder that was walked. */
export interface FoundFile {
  /** As reached from the folder, symbolic links not resolved. */
  readonly path: string;
  /** Below the folder, with `/` between parts. */
  readonly relativePath: string;
  /** The same for every way that leads to the file. */
  readonly realPath: string;
  /** Whether this is a folder that may not be listed, given so that its failure is reported where those of files are. */
  readonly isClosedFolder: boolean;
}

/**
 * All files below `folder`, hidden ones left out, links followed. Folders whose real path is in `visited` are passed
 * over and others are added to it, so that links in a circle end.
 */
export async function walkFolder(folder: string, visited: Set<string>, below = ''): Promise<FoundFile[]> {
  const realFolder = await realpath(folder);
  if (visited.has(realFolder)) return [];
  visited.add(realFolder);
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) {
    return [{ path: folder, relativePath: below || basename(folder), realPath: realFolder, isClosedFolder: true }];
  }
  const found: FoundFile[] = [];
  for (const entry of entries.filter(({ name }) => !name.startsWith('.'))) {
    const path = join(folder, entry.name);
    const relativePath = below === '' ? entry.name : `${below}/${entry.name}`;
    const kind = await kindOf(entry, path);
    if (kind === 'folder') found.push(...(await walkFolder(path, visited, relativePath)));
    if (kind === 'file') {
      const realPath = entry.isSymbolicLink() ? await realpath(path) : join(realFolder, entry.name);
      found.push({ path, relativePath, realPath, isClosedFolder: false });
    }
  }
  return found;
}

/** What an entry, or the target of a link, is; broken links, pipes and devices are neither. */
async function kindOf(entry: Dirent, path: string): Promise<'file' | 'folder' | undefined> {
  const stats = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry;
  if (stats?.isDirectory() === true) return 'folder';
  return stats?.isFile() === true ? 'file' : undefined;
}
