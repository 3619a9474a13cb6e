import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { openJournal, readEntries, type JournalEntry } from '../../src/bench/sweep-journal.ts';
import * as syncFiles from '../../src/sync-files.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { measuredRun } from './example-sweep.ts';

const measuredAt = '2026-01-02T03:04:05.000Z';

function entry(repetition: number, throughput = 10): JournalEntry {
  return { pointId: 'w1', repetition, measuredAt, ...measuredRun(throughput) };
}

function open(path: string, { key = 'k', startsAnew = false } = {}) {
  return openJournal({ path, key, startsAnew });
}

/** The text of a journal with entries. */
async function journalText(...entries: readonly JournalEntry[]): Promise<string> {
  const path = join(temporaryFolder(), 'journal.jsonl');
  const journal = await open(path);
  for (const one of entries) await journal.append(one);
  return readFileSync(path, 'utf8');
}

describe('openJournal', () => {
  it('has nothing where there is no file, and finds later what was appended', async () => {
    const path = join(temporaryFolder(), 'new', 'journal.jsonl');
    const sync = vi.spyOn(syncFiles, 'syncFolder').mockClear();
    const journal = await open(path);
    expect(journal.entries).toEqual([]);
    // The new folder in the one above, the new file in that folder.
    expect(sync.mock.calls).toEqual([[join(path, '..', '..')], [join(path, '..')]]);
    await journal.append(entry(1));
    await journal.append(entry(2, 11));
    expect((await open(path)).entries).toEqual([entry(1), entry(2, 11)]);
  });

  it('goes on after a torn last line', async () => {
    const path = join(temporaryFolder(), 'journal.jsonl');
    writeFileSync(path, (await journalText(entry(1), entry(2))).slice(0, -20));
    const journal = await open(path);
    expect(journal.entries).toEqual([entry(1)]);
    await journal.append(entry(2, 12));
    expect((await open(path)).entries).toEqual([entry(1), entry(2, 12)]);
  });

  it('looks at the entries of its own key only, and forgets only those when it starts anew', async () => {
    const path = join(temporaryFolder(), 'journal.jsonl');
    await (await open(path, { key: 'other' })).append(entry(1, 7));
    await (await open(path)).append(entry(1));
    expect((await open(path)).entries).toEqual([entry(1)]);
    expect((await open(path, { startsAnew: true })).entries).toEqual([]);
    expect((await open(path)).entries).toEqual([]);
    expect((await open(path, { key: 'other' })).entries).toEqual([entry(1, 7)]);
  });

  it('finds out before anything is measured that nothing can be written', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(await rejectionOf(open(join(file, 'sweep', 'journal.jsonl')))).toMatchObject({ code: 'OUTPUT_FAILED' });
    const path = join(temporaryFolder(), 'new', 'journal.jsonl');
    await open(path);
    expect(readFileSync(path, 'utf8')).toBe('');
  });

  it('says what is in the way of the file', async () => {
    const folder = temporaryFolder();
    expect(await rejectionOf(open(folder))).toEqual({
      code: 'OUTPUT_FAILED',
      message: `Expected to write ${folder}, but a folder stands in its place.`,
      remedy: 'Move that folder away, or give the file another name.',
    });
  });
});

describe('readEntries', () => {
  it('reads every whole line of a journal cut anywhere', async () => {
    const text = await journalText(entry(1), entry(2), entry(3));
    const lineEnds = [...text.matchAll(/\n/g)].map(({ index }) => index);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length }), (length) => {
        const whole = lineEnds.filter((end) => end <= length).length;
        expect(readEntries(text.slice(0, length), 'k')).toEqual([entry(1), entry(2), entry(3)].slice(0, whole));
      }),
    );
  });

  it('takes the first of two entries for one repetition', async () => {
    expect(readEntries(await journalText(entry(1), entry(1, 99)), 'k')).toEqual([entry(1)]);
  });

  it('never throws, whatever stands in the file', () => {
    fc.assert(fc.property(fc.string(), (text) => readEntries(text, 'k').length === 0));
    const strange = fc.record({
      key: fc.constant('k'),
      point: fc.string(),
      measured_at: fc.string(),
      run: fc.jsonValue(),
      audio: fc.jsonValue(),
    });
    fc.assert(fc.property(strange, (line) => readEntries(JSON.stringify(line), 'k').length === 0));
  });
});
