import { join } from 'node:path';
import { WhisperBatchError } from '../errors.ts';
import type { TranscribedFile } from '../metrics/outcome.ts';
import { writeFilesAtomically } from './atomic-write.ts';
import { changedFiles } from './changed-files.ts';
import { checkConfined } from './confined-path.ts';
import type { SubtitleOptions } from './cue-lines.ts';
import { formatTranscript, type TranscriptFormat } from './format-transcript.ts';
import { systemCode } from './output-error.ts';
import { requireNoPipe } from './require-plain-file.ts';

/** Where and how the transcript of one file is written. */
export interface TranscriptTarget {
  readonly folder: string;
  /** As planned by `planTranscriptNames`. */
  readonly name: string;
  readonly formats: readonly TranscriptFormat[];
  readonly subtitles?: SubtitleOptions;
}

/** What follows the name of a recording in the names of its transcripts; players look for subtitles as `NAME.srt`. */
const ENDINGS: Readonly<Record<TranscriptFormat, string>> = {
  txt: '.transcript.txt',
  srt: '.srt',
  vtt: '.vtt',
  tsv: '.transcript.tsv',
  json: '.transcript.json',
};

/** What the operating system says of names that it does not take, and of what stands in the place of a file. */
const ABOUT_NAMES: readonly string[] = ['EEXIST', 'EILSEQ', 'EINVAL', 'EISDIR', 'ENAMETOOLONG', 'ENOTDIR'];
/** A file system that cannot sync says so of every file. */
const ABOUT_ALL_FILES = 'fsync';

/** Where the transcript of a file lies in a format. */
export function transcriptPath({ folder, name }: Pick<TranscriptTarget, 'folder' | 'name'>, format: TranscriptFormat) {
  return join(folder, name + ENDINGS[format]);
}

/**
 * Writes the transcript of one file as soon as it is finished, where it is not there already, and gives the paths.
 *
 * @throws WhisperBatchError `OUTPUT_FAILED`, `OUTPUT_REFUSED` for what concerns this file alone
 */
export async function writeTranscript(file: TranscribedFile, target: TranscriptTarget): Promise<string[]> {
  const files = target.formats.map((format) => ({
    path: transcriptPath(target, format),
    text: formatTranscript(file, format, target.subtitles),
  }));
  const changed = changedFiles(files);
  for (const { path } of changed) {
    await checkConfined(target.folder, path);
    await requireNoPipe(path);
  }
  try {
    if (changed.length > 0) await writeFilesAtomically(changed);
  } catch (error) {
    throw isAboutName(error)
      ? new WhisperBatchError('OUTPUT_REFUSED', error.message, error.remedy, { cause: error })
      : error;
  }
  return files.map(({ path }) => path);
}

/** Whether a file is refused for its name or for what lies there, which says nothing of others. */
function isAboutName(error: unknown): error is WhisperBatchError {
  if (!(error instanceof WhisperBatchError) || !ABOUT_NAMES.includes(systemCode(error.cause))) return false;
  return (error.cause as NodeJS.ErrnoException).syscall !== ABOUT_ALL_FILES;
}
