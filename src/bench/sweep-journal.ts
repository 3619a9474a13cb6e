import { open, readFile, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isRecord } from '../json-file.ts';
import { writeFilesAtomically } from '../output/atomic-write.ts';
import { outputError } from '../output/output-error.ts';
import { figuresRecord, readFigures } from './point-run-record.ts';
import type { MeasuredRun } from './read-run-summary.ts';
import { makeFolder } from '../make-folder.ts';
import { syncFolder } from '../sync-files.ts';

/** One finished repetition. */
export interface JournalEntry extends MeasuredRun {
  readonly pointId: string;
  /** From 1. */
  readonly repetition: number;
  /** ISO 8601. */
  readonly measuredAt: string;
}

/** Finished repetitions on disk, so that an interrupted sweep loses at most the one it was in. */
export interface SweepJournal {
  /** Those of this sweep that were there when the journal was opened. */
  readonly entries: readonly JournalEntry[];
  readonly append: (entry: JournalEntry) => Promise<void>;
}

export interface JournalOptions {
  readonly path: string;
  /** Only entries with this key belong to the sweep; others are kept and not looked at. */
  readonly key: string;
  /** Forgets what is there of this sweep. */
  readonly startsAnew: boolean;
}

/**
 * Opens a journal of JSON lines; lines that are torn or damaged count as never written.
 *
 * @throws WhisperBatchError `OUTPUT_FAILED`
 */
export async function openJournal({ path, key, startsAnew }: JournalOptions): Promise<SweepJournal> {
  let text = await readJournal(path);
  // Now, not after minutes of measuring.
  await withJournal(path, () => syncFolder(dirname(path)));
  if (startsAnew && text !== '') {
    const others = text.split('\n').filter((line) => line !== '' && keyOf(line) !== key);
    text = others.map((line) => `${line}\n`).join('');
    await writeFilesAtomically([{ path, text }]);
  }
  return {
    entries: readEntries(text, key),
    append: (entry) => appendLine(path, JSON.stringify(entryRecord(key, entry))),
  };
}

/** The entries with a key among the lines of a journal; of one repetition that is there twice the first counts. */
export function readEntries(text: string, key: string): JournalEntry[] {
  const entries = new Map<string, JournalEntry>();
  for (const line of text.split('\n')) {
    const entry = readEntry(parseLine(line), key);
    const place = entry === undefined ? '' : `${entry.pointId} ${String(entry.repetition)}`;
    if (entry !== undefined && !entries.has(place)) entries.set(place, entry);
  }
  return [...entries.values()];
}

async function readJournal(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw outputError(path, error);
  }
}

function entryRecord(key: string, { pointId, repetition, measuredAt, run, audio }: JournalEntry): object {
  const audioRecord = { n_files: audio.fileCount, audio_s: audio.audioSeconds };
  return { key, point: pointId, repetition, measured_at: measuredAt, audio: audioRecord, run: figuresRecord(run) };
}

function readEntry(record: unknown, key: string): JournalEntry | undefined {
  if (!isRecord(record) || record['key'] !== key) return undefined;
  const { point, repetition, measured_at: measuredAt, audio } = record;
  const run = readFigures(record['run']);
  if (run === undefined || typeof point !== 'string' || typeof measuredAt !== 'string' || !isRecord(audio)) {
    return undefined;
  }
  const totals = { fileCount: Number(audio['n_files']), audioSeconds: Number(audio['audio_s']) };
  return { pointId: point, repetition: Number(repetition), measuredAt, audio: totals, run };
}

function keyOf(line: string): unknown {
  const record = parseLine(line);
  return isRecord(record) ? record['key'] : undefined;
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    // The program ended while the line was being written; its repetition is measured again.
    return undefined;
  }
}

// The line before may be torn; its rest must not spoil this one.
async function appendLine(path: string, line: string): Promise<void> {
  await withJournal(path, async (handle) => {
    await handle.appendFile(`${(await endsInsideLine(handle)) ? '\n' : ''}${line}\n`, 'utf8');
    await handle.sync();
  });
}

async function withJournal(path: string, use: (handle: FileHandle) => Promise<void>): Promise<void> {
  try {
    await makeFolder(dirname(path));
    const handle = await open(path, 'a+');
    try {
      await use(handle);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw outputError(path, error);
  }
}

async function endsInsideLine(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return false;
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] !== 0x0a;
}
