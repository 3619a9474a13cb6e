import { join } from 'node:path';
import type { TranscribedFile } from '../metrics/outcome.ts';
import { writeFilesAtomically } from './atomic-write.ts';
import { changedFiles } from './changed-files.ts';
import { checkConfined } from './confined-path.ts';
import type { SubtitleOptions } from './cue-lines.ts';
import { formatTranscript, type TranscriptFormat } from './format-transcript.ts';

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

/** Where the transcript of a file lies in a format. */
export function transcriptPath({ folder, name }: Pick<TranscriptTarget, 'folder' | 'name'>, format: TranscriptFormat) {
  return join(folder, name + ENDINGS[format]);
}

/**
 * Writes the transcript of one file as soon as it is finished, where it is not there already, and gives the paths.
 *
 * @throws WhisperBatchError `OUTPUT_FAILED`
 */
export async function writeTranscript(file: TranscribedFile, target: TranscriptTarget): Promise<string[]> {
  const files = target.formats.map((format) => ({
    path: transcriptPath(target, format),
    text: formatTranscript(file, format, target.subtitles),
  }));
  const changed = changedFiles(files);
  for (const { path } of changed) await checkConfined(target.folder, path);
  if (changed.length > 0) await writeFilesAtomically(changed);
  return files.map(({ path }) => path);
}
