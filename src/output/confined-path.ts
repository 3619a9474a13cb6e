import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative } from 'node:path';
import { WhisperBatchError } from '../errors.ts';

/**
 * Checks that a file to be written below `folder` will lie there, whatever links stand in its way.
 *
 * @throws WhisperBatchError `OUTPUT_REFUSED` when a link leads out of the folder
 */
export async function checkConfined(folder: string, path: string): Promise<void> {
  const realFolder = await realpath(folder).catch(() => undefined);
  // Nothing is there yet, and no link either.
  if (realFolder === undefined) return;
  for (const place of [path, await nearestFolder(dirname(path))]) {
    const real = await realpath(place).catch(() => undefined);
    if (real !== undefined && !isWithin(realFolder, real)) throw leadsOut(path, folder, real);
  }
}

/** The nearest folder above that exists already. */
async function nearestFolder(path: string): Promise<string> {
  const exists = await realpath(path).then(
    () => true,
    () => false,
  );
  return exists || dirname(path) === path ? path : nearestFolder(dirname(path));
}

function isWithin(folder: string, path: string): boolean {
  const below = relative(folder, path);
  return below !== '..' && !/^\.\.[/\\]/u.test(below) && !isAbsolute(below);
}

function leadsOut(path: string, folder: string, real: string): WhisperBatchError {
  return new WhisperBatchError(
    'OUTPUT_REFUSED',
    `Expected to write ${path}, but a link there leads out of ${folder}, to ${real}.`,
    'Remove the link, or choose another folder with --out-dir.',
  );
}
