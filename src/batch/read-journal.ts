import type { TranscribedFile } from '../metrics/outcome.ts';
import type { KeptWindow } from './file-memory.ts';
import { readJournalLines } from './journal-file.ts';
import { parseLine, withMemoryNames, type JournalRecord } from './journal-line.ts';

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
  /** See `audioStamp`. */
  readonly stamp?: string | undefined;
}

/** What runs of one key left of one file; the audio that it was made of may be another now. */
export interface EarlierFile {
  readonly audio: string;
  readonly stamp: string | undefined;
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
  for await (const lines of readJournalLines(path)) {
    for (const entry of lines.map(readEntry)) {
      if (entry && !forgets(entry.file)) {
        states.set(entry.file, advance(states.get(entry.file), entry, { run, line: lineCount }));
      }
      lineCount++;
    }
  }
  const files = new Map<string, EarlierFile>();
  const usefulLines = new Set([0]);
  for (const [name, state] of states) {
    if (state.run === run) files.set(name, earlierFile(state));
    for (const line of state.lines) usefulLines.add(line);
  }
  return { files, lineCount, usefulLines };
}

/** An entry as it stands on disk. */
interface StoredEntry extends EntryPlace {
  readonly kind: JournalEntry['kind'];
  readonly outcome?: unknown;
  readonly place?: { readonly index: number };
}

/** What was read of a file so far. Most windows turn out to be of no use: names are changed at the end. */
interface FileState extends EntryPlace {
  readonly outcome: unknown;
  readonly windows: Map<number, StoredEntry>;
  readonly lines: number[];
}

interface Reading {
  /** Of others only the line numbers are kept. */
  readonly run: string;
  readonly line: number;
}

// The checksum says that the line is as it was written, and the run's key that this version wrote it.
function readEntry(line: Buffer): StoredEntry | undefined {
  const record: JournalRecord | undefined = parseLine(line);
  const isEntry = record?.['kind'] === 'file' || record?.['kind'] === 'window';
  return isEntry ? (record as unknown as StoredEntry) : undefined;
}

function advance(state: FileState | undefined, entry: StoredEntry, { run, line }: Reading): FileState {
  const isWanted = entry.run === run;
  if (entry.kind === 'file') {
    const { audio, stamp, file } = entry;
    const outcome = isWanted ? entry.outcome : undefined;
    return { run: entry.run, file, audio, stamp, outcome, windows: new Map(), lines: [line] };
  }
  const isContinued = state?.run === entry.run && state.audio === entry.audio && state.outcome === undefined;
  const current = isContinued ? state : emptyState(entry);
  current.lines.push(line);
  if (isWanted && entry.place) current.windows.set(entry.place.index, entry);
  return current;
}

function emptyState({ run, file, audio, stamp }: EntryPlace): FileState {
  return { run, file, audio, stamp, outcome: undefined, windows: new Map(), lines: [] };
}

function earlierFile({ audio, stamp, outcome, windows }: FileState): EarlierFile {
  return {
    audio,
    stamp,
    outcome: withMemoryNames(outcome) as KeptOutcome | undefined,
    windows: new Map(Array.from(windows, ([index, window]) => [index, withMemoryNames(window) as KeptWindow])),
  };
}
