import type { Dirent } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathForFileSystem, pathText } from './path-bytes.ts';

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
 * All files below `folder`, hidden ones left out, links followed. Pipes, devices and broken links are given too, so that
 * opening them tells what is wrong. Folders whose real path is in `visited` are passed over and others are added to it,
 * so that links in a circle end.
 */
export async function walkFolder(folder: string, visited: Set<string>, below = ''): Promise<FoundFile[]> {
  const closed = { path: folder, relativePath: below || basename(folder), realPath: folder, isClosedFolder: true };
  // Above it may be a folder that can be listed and not entered, or the path is too long, or it has just been removed.
  const realFolder = await realPath(folder).catch(() => undefined);
  if (realFolder === undefined) return [closed];
  if (visited.has(realFolder)) return [];
  visited.add(realFolder);
  const entries = await entriesOf(folder).catch(() => undefined);
  if (entries === undefined) return [{ ...closed, realPath: realFolder }];
  // Joined at the end: a call takes no more than some ten thousand arguments.
  const parts: FoundFile[][] = [];
  for (const entry of entries.filter(({ name }) => !name.startsWith('.'))) {
    parts.push(await filesAt(entry, { folder, realFolder, below, visited }));
  }
  return parts.flat();
}

interface WalkedFolder {
  readonly folder: string;
  readonly realFolder: string;
  readonly below: string;
  readonly visited: Set<string>;
}

async function filesAt(entry: FolderEntry, { folder, realFolder, below, visited }: WalkedFolder): Promise<FoundFile[]> {
  const path = join(folder, entry.name);
  const relativePath = below === '' ? entry.name : `${below}/${entry.name}`;
  const kind = await kindOf(entry, path);
  if (kind === 'folder') return walkFolder(path, visited, relativePath);
  if (kind === 'circle') return [];
  return [{ path, relativePath, realPath: await realFile(entry, path, realFolder), isClosedFolder: false }];
}

async function realFile(entry: FolderEntry, path: string, realFolder: string): Promise<string> {
  const own = join(realFolder, entry.name);
  return entry.isSymbolicLink() ? realPath(path).catch(() => own) : own;
}

interface FolderEntry extends Pick<Dirent, 'isDirectory' | 'isSymbolicLink'> {
  readonly name: string;
}

/** The entries of a folder; where a name is no UTF-8, names are read again as bytes. */
async function entriesOf(folder: string): Promise<readonly FolderEntry[]> {
  const path = pathForFileSystem(folder);
  const entries = await readdir(path, { withFileTypes: true });
  if (!entries.some(({ name }) => name.includes('\uFFFD'))) return entries;
  const names = await readdir(path, { encoding: 'buffer' });
  const found = await Promise.all(names.map((bytes) => entryAt(folder, pathText(bytes)).catch(() => undefined)));
  return found.filter((entry) => entry !== undefined);
}

async function entryAt(folder: string, name: string): Promise<FolderEntry> {
  const stats = await lstat(pathForFileSystem(join(folder, name)));
  return {
    name,
    isDirectory: () => stats.isDirectory(),
    isSymbolicLink: () => stats.isSymbolicLink(),
  };
}

async function realPath(path: string): Promise<string> {
  return pathText(await realpath(pathForFileSystem(path), { encoding: 'buffer' }));
}

/** What an entry, or the target of a link, is taken for; a link that leads back to itself is nothing. */
async function kindOf(entry: FolderEntry, path: string): Promise<'folder' | 'circle' | 'file'> {
  if (!entry.isSymbolicLink()) return entry.isDirectory() ? 'folder' : 'file';
  try {
    return (await stat(pathForFileSystem(path))).isDirectory() ? 'folder' : 'file';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ELOOP' ? 'circle' : 'file';
  }
}
