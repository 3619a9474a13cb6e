import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openJournalFile, readJournalLines } from '../../src/batch/journal-file.ts';
import { encodeLine, parseLine } from '../../src/batch/journal-line.ts';
import * as syncFiles from '../../src/sync-files.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const header = { kind: 'header' };

async function recordsOf(path: string) {
  const records = [];
  for await (const lines of readJournalLines(path)) records.push(...lines.map(parseLine));
  return records;
}

async function append(path: string, ...numbers: readonly number[]) {
  const journal = openJournalFile(path, header);
  await Promise.all(numbers.map((number) => journal.append({ number }, number % 2 === 0)));
  await journal.close();
}

describe('a journal', () => {
  it('is made with its first record and keeps the order, from one opening to the next', async () => {
    const path = join(temporaryFolder(), 'journal.jsonl');
    await openJournalFile(path, header).close();
    expect(existsSync(path)).toBe(false);
    await append(path, 1, 2, 3);
    await append(path, 4);
    expect(await recordsOf(path)).toEqual([header, { number: 1 }, { number: 2 }, { number: 3 }, { number: 4 }]);
  });

  it('survives a power cut as a file, which is seen to once', async () => {
    const path = join(temporaryFolder(), 'journal.jsonl');
    const journal = openJournalFile(path, header);
    const sync = vi.spyOn(syncFiles, 'syncFolder').mockClear();
    await journal.append({ number: 1 }, false);
    await journal.append({ number: 2 }, true);
    await journal.close();
    expect(sync.mock.calls).toEqual([[dirname(path)]]);
  });

  it('goes on after a torn line, and passes over damaged ones', async () => {
    const path = join(temporaryFolder(), 'journal.jsonl');
    await append(path, 1);
    appendFileSync(path, encodeLine({ number: 2 }).slice(0, -9));
    await append(path, 3);
    writeFileSync(path, readFileSync(path, 'utf8').replace('"number":1', '"number":7'));
    expect(await recordsOf(path)).toEqual([header, undefined, undefined, { number: 3 }]);
  });

  it('does not take a last line without its newline for written', async () => {
    const path = join(temporaryFolder(), 'journal.jsonl');
    await append(path, 1);
    appendFileSync(path, encodeLine({ number: 2 }).trimEnd());
    expect(await recordsOf(path)).toEqual([header, { number: 1 }]);
  });

  it('reads lines longer than what is read at once', async () => {
    const path = join(temporaryFolder(), 'journal.jsonl');
    const text = 'ä'.repeat(1_500_000);
    writeFileSync(path, encodeLine({ text }) + encodeLine({ number: 1 }));
    expect(await recordsOf(path)).toEqual([{ text }, { number: 1 }]);
  });

  it('has no lines where there is no file', async () => {
    expect(await recordsOf(join(temporaryFolder(), 'none'))).toEqual([]);
  });

  it('refuses all that follows a record that could not be written', async () => {
    const path = join(temporaryFolder(), 'missing', 'journal.jsonl');
    const journal = openJournalFile(path, header);
    const expected = {
      code: 'OUTPUT_FAILED',
      message: `Expected to write ${path}, but the folder that it belongs into is not there and cannot be made.`,
    };
    expect(await rejectionOf(journal.append({ number: 1 }, true))).toMatchObject(expected);
    expect(await rejectionOf(journal.append({ number: 2 }, false))).toMatchObject(expected);
    await journal.close();
  });

  it('says so when it cannot be read', async () => {
    expect(await rejectionOf(recordsOf(temporaryFolder()))).toMatchObject({ code: 'OUTPUT_FAILED' });
  });
});
