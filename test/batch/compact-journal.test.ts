import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { compactJournal } from '../../src/batch/compact-journal.ts';
import * as syncFiles from '../../src/sync-files.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

function journal(lineCount: number) {
  const path = join(temporaryFolder(), 'journal.jsonl');
  writeFileSync(path, Array.from({ length: lineCount }, (_, index) => `${String(index)}\n`).join(''));
  return path;
}

describe('compactJournal', () => {
  it('writes useful lines anew once the others are many and the greater part', async () => {
    const path = journal(2002);
    const usefulLines = new Set(Array.from({ length: 1000 }, (_, index) => 2 * index));
    await compactJournal(path, { files: new Map(), lineCount: 2002, usefulLines });
    expect(readFileSync(path, 'utf8')).toBe([...usefulLines].map((line) => `${String(line)}\n`).join(''));
    expect(readdirSync(join(path, '..'))).toEqual(['journal.jsonl']);
  });

  it('leaves a journal alone otherwise', async () => {
    const path = journal(2000);
    const before = readFileSync(path, 'utf8');
    await compactJournal(path, { files: new Map(), lineCount: 1001, usefulLines: new Set([0]) });
    await compactJournal(path, { files: new Map(), lineCount: 2000, usefulLines: new Set(Array(1000).keys()) });
    expect(readFileSync(path, 'utf8')).toBe(before);
  });

  it('removes even one line when none is tolerated', async () => {
    const path = journal(3);
    await compactJournal(path, { files: new Map(), lineCount: 3, usefulLines: new Set([0, 2]) }, 0);
    expect(readFileSync(path, 'utf8')).toBe('0\n2\n');
  });

  it('makes the journal that takes the place of the old one survive a power cut', async () => {
    const path = journal(3);
    const sync = vi.spyOn(syncFiles, 'syncFolder').mockClear();
    await compactJournal(path, { files: new Map(), lineCount: 3, usefulLines: new Set([0, 1, 2]) }, 0);
    expect(sync.mock.calls).toEqual([]);
    await compactJournal(path, { files: new Map(), lineCount: 3, usefulLines: new Set([0]) }, 0);
    expect(sync.mock.calls).toEqual([[dirname(path)]]);
  });

  it('leaves nothing behind when it fails', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'none', 'journal.jsonl');
    await expect(
      compactJournal(path, { files: new Map(), lineCount: 3, usefulLines: new Set([0]) }, 0),
    ).rejects.toMatchObject({ code: 'OUTPUT_FAILED' });
    expect(readdirSync(folder)).toEqual([]);
  });
});
