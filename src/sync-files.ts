import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Makes renames in a folder survive a power cut, where the system lets a folder be synced (Windows does not). */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close().catch(() => undefined);
}

/**
 * Makes the files of a folder, all of them finished, survive a power cut, before it is renamed to where it is trusted.
 *
 * @throws what the operating system says
 */
export async function syncFiles(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isFile()) await syncFile(join(folder, entry.name));
  }
  await syncFolder(folder);
}

/** What file systems answer that cannot sync. */
const CANNOT: readonly string[] = ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

async function syncFile(path: string): Promise<void> {
  // Windows syncs only what may be written to; copies of read-only files are read-only.
  const handle = await open(path, 'r+').catch(() => open(path, 'r'));
  try {
    await handle.sync();
  } catch (error) {
    if (!CANNOT.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    await handle.close();
  }
}
