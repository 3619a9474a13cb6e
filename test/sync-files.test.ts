import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { syncFiles, syncFolder } from '../src/sync-files.ts';
import { temporaryFolder } from './helpers/temporary-folder.ts';

describe('syncFiles', () => {
  it('leaves files as they are, and folders among them alone', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.onnx'), 'weights');
    mkdirSync(join(folder, 'below'));
    await syncFiles(folder);
    expect(readFileSync(join(folder, 'a.onnx'), 'utf8')).toBe('weights');
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
