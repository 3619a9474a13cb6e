import { join } from 'node:path';
import type { AudioSource } from '../audio/audio-source.ts';
import type { TranscribedFile } from '../metrics/outcome.ts';
import { requirePlainFile } from '../output/require-plain-file.ts';
import { packageVersion } from '../package-root.ts';
import { audioIdentity, audioStamp, isSameAudio } from './audio-identity.ts';
import { compactJournal } from './compact-journal.ts';
import { createFileMemory, NO_MEMORY, type FileMemory } from './file-memory.ts';
import { openJournalFile, type JournalFile } from './journal-file.ts';
import { readEarlierRuns, type EarlierFile, type EntryPlace, type JournalEntry } from './read-journal.ts';

/** What a run leaves behind line by line, and what runs before it have left, in one results folder. */
export interface RunJournal {
  /** Outcomes of files that an earlier run finished and that have not changed since, by name. */
  readonly finished: ReadonlyMap<string, TranscribedFile>;
  /** The memory for one file that is about to be read. */
  readonly openMemory: (source: AudioSource) => Promise<FileMemory>;
  /**
   * Adds a finished file, so that it is not lost even in a power cut.
   *
   * @throws WhisperBatchError `OUTPUT_FAILED`
   */
  keepFile(outcome: TranscribedFile): Promise<void>;
  close(): Promise<void>;
}

export interface RunJournalOptions {
  readonly folder: string;
  /** See `runKey`. */
  readonly run: string;
  readonly sources: readonly AudioSource[];
  /** Forgets what is there of these sources. */
  readonly startsAnew: boolean;
  /** Finished recordings that are longer are looked at again, to be refused. */
  readonly mostSeconds: number;
}

/** Name of the journal in a results folder. */
export const JOURNAL_FILE = 'journal.jsonl';

const HEADER = {
  kind: 'header',
  about: 'Finished files and windows of whisper-batch run, so that the next run does only what is left.',
};

/**
 * Opens the journal of a results folder, and looks which of the files in it are finished.
 *
 * @throws WhisperBatchError `OUTPUT_FAILED`
 */
export async function openRunJournal(options: RunJournalOptions): Promise<RunJournal> {
  const { folder, run, sources, startsAnew, mostSeconds } = options;
  const path = join(folder, JOURNAL_FILE);
  await requirePlainFile(path);
  const forgotten = new Set(startsAnew ? sources.map(({ name }) => name) : []);
  const earlier = await readEarlierRuns(path, run, (name) => forgotten.has(name));
  await compactJournal(path, earlier, startsAnew ? 0 : undefined);
  const { files } = earlier;
  const finished = await findFinished(sources, files, mostSeconds);
  const journal = openJournalFile(path, { ...HEADER, version: packageVersion() });
  // What is in `finished` is whole there: nothing of it is to be kept twice.
  const unfinished = new Map(Array.from(files).filter(([, { outcome }]) => outcome === undefined));
  return createRunJournal(journal, { run, files: unfinished, finished });
}

interface Known {
  readonly run: string;
  readonly files: ReadonlyMap<string, EarlierFile>;
  readonly finished: ReadonlyMap<string, TranscribedFile>;
}

function createRunJournal(journal: JournalFile, { run, files, finished }: Known): RunJournal {
  // As each file was before it was read: one that changes meanwhile is another file to the next run.
  const places = new Map<string, EntryPlace>();
  return {
    finished,
    openMemory: async (source) => {
      const stamp = await audioStamp(source.path);
      const audio = await audioIdentity(source.path);
      if (audio === undefined) return NO_MEMORY;
      const place = { run, file: source.name, audio, ...(stamp === undefined ? {} : { stamp }) };
      places.set(source.name, place);
      const earlier = files.get(source.name);
      const windows = earlier?.audio === audio ? earlier.windows : new Map<number, never>();
      return createFileMemory(windows, async (window) => {
        await journal.append({ kind: 'window', ...place, ...window } satisfies JournalEntry, false);
      });
    },
    keepFile: async ({ source, takenOver: _, ...outcome }) => {
      const place = places.get(source.name);
      places.delete(source.name);
      if (place) await journal.append({ kind: 'file', ...place, outcome } satisfies JournalEntry, true);
    },
    close: () => journal.close(),
  };
}

/** Files looked at side by side; each waits for the disk most of the time. */
const LOOKED_AT_TOGETHER = 16;

async function findFinished(
  sources: readonly AudioSource[],
  files: ReadonlyMap<string, EarlierFile>,
  mostSeconds: number,
): Promise<ReadonlyMap<string, TranscribedFile>> {
  const candidates = sources.filter(({ name }) => files.get(name)?.outcome !== undefined).values();
  const finished = new Map<string, TranscribedFile>();
  const look = async (): Promise<void> => {
    for (const source of candidates) {
      const earlier = files.get(source.name);
      if (!earlier?.outcome || earlier.outcome.durationSeconds > mostSeconds) continue;
      if (await isSameAudio(source.path, earlier)) finished.set(source.name, takeOver(source, earlier.outcome));
    }
  };
  await Promise.all(Array.from({ length: LOOKED_AT_TOGETHER }, look));
  return finished;
}

function takeOver(source: AudioSource, outcome: NonNullable<EarlierFile['outcome']>): TranscribedFile {
  const takenOver = { audioSeconds: outcome.durationSeconds, windowCount: outcome.windowCount };
  return { ...outcome, source, takenOver };
}
