import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './sync-files.ts';

/**
 * Makes a folder and those above it, where they are missing; each survives a power cut, so that what is synced in it does.
 *
 * Node's own recursive `mkdir` never ends where a file system denies that a folder exists which it will not make either,
 * as `/proc` does.
 *
 * @throws what the operating system says
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await makeDurably(path);
  } catch (error) {
    if (await isFolder(path)) return;
    const parent = dirname(path);
    if (parent === path || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await makeFolder(parent);
    await makeLast(path);
  }
}

async function makeDurably(path: string): Promise<void> {
  await mkdir(path);
  await syncFolder(dirname(path));
}

async function makeLast(path: string): Promise<void> {
  try {
    await makeDurably(path);
  } catch (error) {
    // Another process may have been faster.
    if (!(await isFolder(path))) throw error;
  }
}

/** What is answered where there is nothing, or a file in the path. */
const NOT_THERE: readonly string[] = ['ENOENT', 'ENOTDIR', 'ELOOP'];

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: unknown) => {
    // A disk that fails is no file in the place of the folder.
    if (!NOT_THERE.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return undefined;
  });
  return found?.isDirectory() ?? false;
}
