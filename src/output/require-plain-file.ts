import { lstat, stat } from 'node:fs/promises';
import { WhisperBatchError } from '../errors.ts';

/**
 * Checks that a file which is added to, and not replaced as a whole, is one or is not there: through a link it would be
 * written elsewhere, and a pipe would be waited for.
 *
 * @throws WhisperBatchError `OUTPUT_FAILED`
 */
export async function requirePlainFile(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined || found.isFile()) return;
  const what = found.isSymbolicLink() ? 'a link' : found.isDirectory() ? 'a folder' : 'a device, pipe or socket';
  throw new WhisperBatchError(
    'OUTPUT_FAILED',
    `Expected to write ${path}, but ${what} stands in its place.`,
    'Move it away, or choose another folder with --out-dir.',
  );
}

/**
 * Checks that a file which is written by default is no pipe, device or socket: a pipe would be waited for.
 *
 * @throws WhisperBatchError `OUTPUT_REFUSED`
 */
export async function requireNoPipe(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || found.isFile() || found.isDirectory()) return;
  throw new WhisperBatchError(
    'OUTPUT_REFUSED',
    `Expected to write ${path}, but a device, pipe or socket stands in its place.`,
    'Move it away, or choose another folder with --out-dir.',
  );
}
