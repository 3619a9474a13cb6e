import { appendFileSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { JOURNAL_FILE, openRunJournal } from '../../src/batch/run-journal.ts';
import type { TranscribedFile } from '../../src/metrics/outcome.ts';
import { decodedWindow } from '../helpers/stub-queue.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { transcribedFile } from '../output/example-run.ts';

function recordings(...names: readonly string[]) {
  const folder = temporaryFolder();
  return names.map((name) => {
    writeFileSync(join(folder, name), name);
    return { name, path: join(folder, name) };
  });
}

const place = { index: 0, startSeconds: 0, durationSeconds: 30, overlapSeconds: 0 };
const result = { waitSeconds: 1, decoded: decodedWindow([5]) };
const window = { place, result, elapsedSeconds: 2 };

describe('openRunJournal', () => {
  const sources = recordings('a.wav', 'b.wav');
  const [a, b] = [sources[0]!, sources[1]!];
  const folder = temporaryFolder();
  const open = (changes: object = {}) =>
    openRunJournal({ folder, run: 'run', sources, startsAnew: false, mostSeconds: 3600, ...changes });
  const outcome: TranscribedFile = { ...transcribedFile('a.wav'), source: a };
  const takenOver = { audioSeconds: outcome.durationSeconds, windowCount: outcome.windowCount };

  it('hands finished files and windows to the next run', async () => {
    const first = await open();
    expect(first.finished.size).toBe(0);
    expect((await first.openMemory(a)).find(place)).toBeUndefined();
    await (await first.openMemory(b)).keep(window);
    await first.keepFile(outcome);
    await first.close();
    const second = await open();
    expect([...second.finished]).toEqual([['a.wav', { ...outcome, takenOver }]]);
    const memory = await second.openMemory(b);
    expect(memory.find(place)).toEqual(result);
    expect(memory.earlierSeconds).toBe(2);
    await second.close();
  });

  it('takes nothing over from runs with another key', async () => {
    const other = await open({ run: 'other' });
    expect(other.finished.size).toBe(0);
    expect((await other.openMemory(b)).find(place)).toBeUndefined();
    await other.close();
  });

  it('takes nothing over of audio that has changed', async () => {
    const before = [a, b].map(({ path }) => readFileSync(path));
    for (const { path } of sources) appendFileSync(path, 'more');
    const changed = await open();
    expect(changed.finished.size).toBe(0);
    expect((await changed.openMemory(b)).find(place)).toBeUndefined();
    await changed.close();
    expect(before.map(String)).toEqual(['a.wav', 'b.wav']);
  });

  it('does not write through a link that was put in its place', async () => {
    const [out, elsewhere] = [temporaryFolder(), temporaryFolder()];
    symlinkSync(join(elsewhere, 'victim'), join(out, JOURNAL_FILE));
    await expect(open({ folder: out })).rejects.toMatchObject({ code: 'OUTPUT_FAILED' });
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it('knows nothing of what is no file, and keeps nothing of it', async () => {
    const journal = await open();
    const missing = { name: 'c.wav', path: `${a.path}-missing` };
    const before = readFileSync(join(folder, JOURNAL_FILE), 'utf8');
    await (await journal.openMemory(missing)).keep(window);
    await journal.keepFile({ ...outcome, source: missing });
    await journal.close();
    expect(readFileSync(join(folder, JOURNAL_FILE), 'utf8')).toBe(before);
  });

  it('forgets the files that it starts anew with, and no others', async () => {
    const fresh = recordings('a.wav', 'b.wav');
    const out = temporaryFolder();
    const start = (changes: object) =>
      openRunJournal({ folder: out, run: 'run', sources: fresh, startsAnew: false, mostSeconds: 3600, ...changes });
    const first = await start({});
    for (const source of fresh) {
      await first.openMemory(source);
      await first.keepFile({ ...outcome, source });
    }
    await first.close();
    await (await start({ sources: fresh.slice(0, 1), startsAnew: true })).close();
    const again = await start({});
    expect([...again.finished.keys()]).toEqual(['b.wav']);
    await again.close();
  });

  it('looks again at a finished recording that is longer than allowed now', async () => {
    const [source] = recordings('long.wav');
    const out = temporaryFolder();
    const start = (mostSeconds: number) =>
      openRunJournal({ folder: out, run: 'run', sources: [source!], startsAnew: false, mostSeconds });
    const first = await start(3600);
    await first.openMemory(source!);
    await first.keepFile({ ...outcome, source: source! });
    await first.close();
    for (const [mostSeconds, count] of [
      [outcome.durationSeconds - 0.1, 0],
      [outcome.durationSeconds, 1],
    ] as const) {
      const journal = await start(mostSeconds);
      expect(journal.finished.size).toBe(count);
      await journal.close();
    }
  });
});
