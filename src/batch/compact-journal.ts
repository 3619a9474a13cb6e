import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { temporaryName } from '../output/atomic-write.ts';
import { outputError } from '../output/output-error.ts';
import { readJournalLines } from './journal-file.ts';
import type { EarlierRuns } from './read-journal.ts';
import { syncFolder } from '../sync-files.ts';

/** A journal with no more useless lines than this is left as it is. */
const TOLERATED_LINES = 1000;
const NEWLINE = Buffer.from('\n');

/**
 * Writes a journal anew without lines that no run will look at again, once they are the greater part: windows of
 * files that are finished, and what was made of files before they changed or were transcribed in another way.
 *
 * @param toleratedLines useless lines that are worth no effort
 * @throws WhisperBatchError `OUTPUT_FAILED`; the journal is then as it was
 */
export async function compactJournal(
  path: string,
  { lineCount, usefulLines }: EarlierRuns,
  toleratedLines = Math.max(TOLERATED_LINES, usefulLines.size),
): Promise<void> {
  if (lineCount - usefulLines.size <= toleratedLines) return;
  const temporaryPath = temporaryName(path);
  try {
    const handle = await open(temporaryPath, 'w');
    try {
      await copyLines(path, handle, usefulLines);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporaryPath, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporaryPath, { force: true }).catch(() => undefined);
    throw outputError(path, error);
  }
}

async function copyLines(path: string, handle: FileHandle, numbers: ReadonlySet<number>): Promise<void> {
  let number = 0;
  for await (const lines of readJournalLines(path)) {
    const useful = lines.filter(() => numbers.has(number++));
    await handle.appendFile(Buffer.concat(useful.flatMap((line) => [line, NEWLINE])));
  }
}
