import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeLine, type JournalRecord } from '../../src/batch/journal-line.ts';
import { readEarlierRuns } from '../../src/batch/read-journal.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const window = (index: number, changes: JournalRecord = {}) => ({
  kind: 'window',
  run: 'run',
  file: 'a.wav',
  audio: '1',
  place: { index, startSeconds: index },
  ...changes,
});
const file = (changes: JournalRecord = {}) => ({
  kind: 'file',
  run: 'run',
  file: 'a.wav',
  audio: '1',
  outcome: { windowCount: 2 },
  ...changes,
});

async function read(records: readonly JournalRecord[], forgets?: (name: string) => boolean) {
  const path = join(temporaryFolder(), 'journal.jsonl');
  writeFileSync(path, [{ kind: 'header' }, ...records].map(encodeLine).join(''));
  const { files, lineCount, usefulLines } = await readEarlierRuns(path, 'run', forgets);
  const indexes = (name: string) => [...(files.get(name)?.windows.keys() ?? [])];
  return { files, indexes, lineCount, useful: [...usefulLines] };
}

describe('readEarlierRuns', () => {
  it('gives the windows of a file that is not finished', async () => {
    const { files, indexes, useful } = await read([window(0), window(2), window(2), window(0, { file: 'b.wav' })]);
    expect(indexes('a.wav')).toEqual([0, 2]);
    expect(indexes('b.wav')).toEqual([0]);
    expect(files.get('a.wav')).toMatchObject({ audio: '1', outcome: undefined });
    expect(useful).toEqual([0, 1, 2, 3, 4]);
  });

  it('gives the outcome of a finished file and no longer needs its windows', async () => {
    const { files, indexes, useful, lineCount } = await read([window(0), window(1), file()]);
    expect(files.get('a.wav')?.outcome).toEqual({ windowCount: 2 });
    expect(indexes('a.wav')).toEqual([]);
    expect([useful, lineCount]).toEqual([[0, 3], 4]);
  });

  it('lets the latest run of a file count, because its transcript lies there', async () => {
    expect((await read([file(), window(0, { run: 'other' })])).files.size).toBe(0);
    expect((await read([file(), file({ run: 'other' })])).files.size).toBe(0);
    const { files, useful } = await read([file({ run: 'other' }), file({ audio: '2' })]);
    expect(files.get('a.wav')?.audio).toBe('2');
    expect(useful).toEqual([0, 2]);
  });

  it('keeps windows of different audio and of finished files apart', async () => {
    const changed = await read([window(0), window(1, { audio: '2' })]);
    expect([changed.indexes('a.wav'), changed.files.get('a.wav')?.audio]).toEqual([[1], '2']);
    const again = await read([file(), window(1)]);
    expect([again.indexes('a.wav'), again.files.get('a.wav')?.outcome]).toEqual([[1], undefined]);
  });

  it('keeps lines of other runs, and forgets files that it is told to', async () => {
    const { files, useful } = await read([file({ run: 'other', file: 'b.wav' }), file()], (name) => name === 'a.wav');
    expect(files.size).toBe(0);
    expect(useful).toEqual([0, 1]);
  });

  it('is empty where there is no journal', async () => {
    expect((await readEarlierRuns(join(temporaryFolder(), 'none'), 'run')).files.size).toBe(0);
  });
});
