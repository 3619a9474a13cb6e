import { join } from 'node:path';
import type { TranscribedFile } from '../metrics/outcome.ts';
import { writeFilesAtomically } from './atomic-write.ts';
import { checkConfined } from './confined-path.ts';
import { segmentRecord } from './file-record.ts';
import { JSON_SCHEMA_VERSION } from './json-document.ts';
import { formatJson } from './results-files.ts';

/** `txt`: the text and a newline; `json`: the text with its segments and their times. */
export type TranscriptFormat = 'txt' | 'json';

/** Where the transcript of one file goes: `FOLDER/NAME.transcript.FORMAT`. */
export interface TranscriptTarget {
  readonly folder: string;
  /** As planned by `planTranscriptNames`. */
  readonly name: string;
  readonly formats: readonly TranscriptFormat[];
}

const FORMATTERS: Readonly<Record<TranscriptFormat, (file: TranscribedFile) => string>> = {
  txt: ({ transcript }) => `${transcript.text.trim()}\n`,
  json: formatTranscriptJson,
};

/**
 * Writes the transcript of one file as soon as it is finished, and gives the paths.
 *
 * @throws WhisperBatchError `OUTPUT_FAILED`
 */
export async function writeTranscript(file: TranscribedFile, target: TranscriptTarget): Promise<string[]> {
  const names = target.formats.map((format) => `${target.name}.transcript.${format}`);
  for (const name of names) await checkConfined(target.folder, name);
  const files = target.formats.map((format, n) => ({
    path: join(target.folder, names[n] ?? ''),
    text: FORMATTERS[format](file),
  }));
  await writeFilesAtomically(files);
  return files.map(({ path }) => path);
}

function formatTranscriptJson({ source, durationSeconds, transcript }: TranscribedFile): string {
  return formatJson({
    schema_version: JSON_SCHEMA_VERSION,
    file: source.name,
    duration_s: durationSeconds,
    text: transcript.text,
    segments: transcript.segments.map(segmentRecord),
  });
}
