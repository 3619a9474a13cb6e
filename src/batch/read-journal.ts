import type { TranscribedFile } from '../metrics/outcome.ts';
import type { KeptWindow } from './file-memory.ts';
import { readJournalLines } from './journal-file.ts';
import type { JournalRecord } from './journal-line.ts';

/** A finished file as a journal holds it: where it lies is not part of it. */
export type KeptOutcome = Omit<TranscribedFile, 'source' | 'takenOver'>;

/** A line of a journal: a finished file, or a finished window of one. */
export type JournalEntry = EntryPlace &
  ({ readonly kind: 'file'; readonly outcome: KeptOutcome } | ({ readonly kind: 'window' } & KeptWindow));

/** What an entry is valid for. */
export interface EntryPlace {
  /** See `runKey`. */
  readonly run: string;
  readonly file: string;
  /** See `audioIdentity`. */
  readonly audio: string;
}

/** What runs of one key left of one file; the audio that it was made of may be another now. */
export interface EarlierFile {
  readonly audio: string;
  readonly outcome: KeptOutcome | undefined;
  /** By index; empty once the file is finished. */
  readonly windows: ReadonlyMap<number, KeptWindow>;
}

/** What a journal holds, and how much of it is of no use any more. */
export interface EarlierRuns {
  /** Of the run asked for, by name. */
  readonly files: ReadonlyMap<string, EarlierFile>;
  readonly lineCount: number;
  /** Numbers of the lines, from 0, that are still of use to some run. */
  readonly usefulLines: ReadonlySet<number>;
}

/**
 * Reads a journal. Of one file the latest run counts: its transcript is the one that lies on disk. Lines that are torn
 * or damaged count as never written.
 *
 * @param run the key of the run asked for
 * @param forgets whether what is there of a file is of no use any more, by its name
 * @throws WhisperBatchError `OUTPUT_FAILED` when there is a journal that cannot be read
 */
export async function readEarlierRuns(
  path: string,
  run: string,
  forgets: (file: string) => boolean = () => false,
): Promise<EarlierRuns> {
  const states = new Map<string, FileState>();
  let lineCount = 0;
  for await (const { record } of readJournalLines(path)) {
    const entry = asEntry(record);
    if (entry && !forgets(entry.file)) {
      states.set(entry.file, advance(states.get(entry.file), entry, { run, line: lineCount }));
    }
    lineCount++;
  }
  const files = new Map<string, EarlierFile>();
  const usefulLines = new Set([0]);
  for (const [name, state] of states) {
    if (state.run === run) files.set(name, state);
    for (const line of state.lines) usefulLines.add(line);
  }
  return { files, lineCount, usefulLines };
}

interface FileState {
  readonly run: string;
  readonly audio: string;
  readonly outcome: KeptOutcome | undefined;
  readonly windows: Map<number, KeptWindow>;
  readonly lines: number[];
}

interface Reading {
  /** Of others only the line numbers are kept. */
  readonly run: string;
  readonly line: number;
}

function advance(state: FileState | undefined, entry: JournalEntry, { run, line }: Reading): FileState {
  const { audio } = entry;
  const isWanted = entry.run === run;
  if (entry.kind === 'file') {
    const outcome = isWanted ? entry.outcome : undefined;
    return { run: entry.run, audio, outcome, windows: new Map(), lines: [line] };
  }
  const isContinued = state?.run === entry.run && state.audio === audio && state.outcome === undefined;
  const current = isContinued ? state : emptyState(entry);
  current.lines.push(line);
  if (isWanted) current.windows.set(entry.place.index, entry);
  return current;
}

function emptyState({ run, audio }: EntryPlace): FileState {
  return { run, audio, outcome: undefined, windows: new Map(), lines: [] };
}

// The checksum says that the line is as it was written, and the run's key that this version wrote it.
function asEntry(record: JournalRecord | undefined): JournalEntry | undefined {
  const isEntry = record?.['kind'] === 'file' || record?.['kind'] === 'window';
  return isEntry ? (record as unknown as JournalEntry) : undefined;
}
