import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { makeFolder } from '../src/make-folder.ts';
import * as syncFiles from '../src/sync-files.ts';
import { temporaryFolder } from './helpers/temporary-folder.ts';

vi.mock('node:fs/promises', async (load) => {
  const real = await load<typeof import('node:fs/promises')>();
  const failing = Object.assign(new Error('EIO: i/o error, stat'), { code: 'EIO' });
  const look = (path: string) => (path.endsWith('failing') ? Promise.reject(failing) : real.stat(path));
  return { ...real, stat: look };
});

describe('makeFolder', () => {
  it('makes a folder and those above it', async () => {
    const path = join(temporaryFolder(), 'a', 'b', 'c');
    await makeFolder(path);
    expect(statSync(path).isDirectory()).toBe(true);
  });

  it('makes each new folder survive a power cut, and no other', async () => {
    const root = temporaryFolder();
    const sync = vi.spyOn(syncFiles, 'syncFolder').mockClear();
    await makeFolder(join(root, 'a', 'b'));
    await makeFolder(join(root, 'a', 'b'));
    expect(sync.mock.calls).toEqual([[root], [join(root, 'a')]]);
  });

  it('takes a folder that is there, also when several make it at once', async () => {
    const path = join(temporaryFolder(), 'a', 'b');
    await Promise.all([makeFolder(path), makeFolder(path), makeFolder(path)]);
    await makeFolder(path);
    expect(statSync(path).isDirectory()).toBe(true);
  });

  it('says what stands in its way', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    await expect(makeFolder(file)).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(makeFolder(join(file, 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  it('takes a disk that fails for no file in the place of the folder', async () => {
    const path = join(temporaryFolder(), 'failing');
    mkdirSync(path);
    await expect(makeFolder(path)).rejects.toMatchObject({ code: 'EIO' });
  });

  it.skipIf(!existsSync('/proc/self'))('gives up where a file system makes no folders (needs /proc)', async () => {
    await expect(makeFolder('/proc/none/below')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
