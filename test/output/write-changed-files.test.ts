import { mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeChangedFiles } from '../../src/output/write-changed-files.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('writeChangedFiles', () => {
  it('leaves a file alone that holds its text, and writes others', async () => {
    const folder = temporaryFolder();
    const [same, longer, different, missing] = ['1', '2', '3', '4'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
      string,
    ];
    for (const path of [same, different]) writeFileSync(path, path === same ? 'grüße' : 'GRÜßE');
    writeFileSync(longer, 'grüße!');
    utimesSync(same, 1, 1);
    await writeChangedFiles([same, longer, different, missing].map((path) => ({ path, text: 'grüße' })));
    expect(statSync(same).mtimeMs).toBe(1000);
    expect([longer, different, missing].map((path) => readFileSync(path, 'utf8'))).toEqual(Array(3).fill('grüße'));
  });

  it('says so when a folder stands in the way', async () => {
    const path = join(temporaryFolder(), 'a.txt');
    mkdirSync(path);
    await expect(writeChangedFiles([{ path, text: '' }])).rejects.toMatchObject({ code: 'OUTPUT_FAILED' });
  });
});
