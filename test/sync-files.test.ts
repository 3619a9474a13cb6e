import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { syncFiles, syncFolder } from '../src/sync-files.ts';
import { temporaryFolder } from './helpers/temporary-folder.ts';

const synced: string[] = [];
let failure: string | undefined;
vi.mock('node:fs/promises', async (load) => {
  const real = await load<typeof import('node:fs/promises')>();
  const open = async (path: string, flags: string) => {
    if (flags === 'r+' && path.endsWith('read-only')) throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
    const handle = await real.open(path, flags);
    const sync = async () => {
      synced.push(basename(path));
      await handle.sync();
      if (failure !== undefined) throw Object.assign(new Error(failure), { code: failure });
    };
    return { sync, close: () => handle.close() };
  };
  return { ...real, open };
});

describe('syncFiles', () => {
  it('syncs the files of a folder, read-only ones too, and the folder, and leaves folders among them alone', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.onnx'), 'weights');
    mkdirSync(join(folder, 'below'));
    writeFileSync(join(folder, 'read-only'), '');
    synced.length = 0;
    await syncFiles(folder);
    expect(synced.sort()).toEqual(['a.onnx', basename(folder), 'read-only'].sort());
    expect(readFileSync(join(folder, 'a.onnx'), 'utf8')).toBe('weights');
  });

  it('does not mind a file system that cannot sync, but one that fails', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a'), '');
    failure = 'EINVAL';
    await syncFiles(folder);
    failure = 'EIO';
    await expect(syncFiles(folder)).rejects.toThrow('EIO');
    failure = undefined;
  });

  it('says when there is no such folder', async () => {
    await expect(syncFiles(join(temporaryFolder(), 'none'))).rejects.toThrow('ENOENT');
  });
});

describe('syncFolder', () => {
  it('does not mind a folder that cannot be opened', async () => {
    await expect(syncFolder(join(temporaryFolder(), 'none'))).resolves.toBeUndefined();
  });
});
