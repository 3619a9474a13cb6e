import type { TranscribedFile } from '../metrics/outcome.ts';
import type { SubtitleOptions } from './cue-lines.ts';
import { formatJson } from './results-files.ts';
import { planCues, type Cue } from './subtitle-cues.ts';
import { formatSrt, formatVtt } from './subtitle-files.ts';
import { transcriptRecord } from './transcript-record.ts';
import { formatTsv } from './tsv.ts';

/** How a transcript can be written: text, subtitles (SubRip, WebVTT), segments with times, or all that is known. */
export type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number];

/** All formats, in the order they are listed to users. */
export const TRANSCRIPT_FORMATS = ['txt', 'srt', 'vtt', 'tsv', 'json'] as const;

const FORMATTERS: Readonly<Record<TranscriptFormat, (file: TranscribedFile, options: SubtitleOptions) => string>> = {
  txt: ({ transcript }) => `${transcript.text.trim()}\n`,
  srt: (file, options) => formatSrt(fileCues(file, options)),
  vtt: (file, options) => formatVtt(fileCues(file, options)),
  tsv: ({ transcript }) => formatTsv(transcript.segments),
  json: (file) => formatJson(transcriptRecord(file)),
};

/**
 * The transcript of a file in a format, as `whisper-batch run --formats` writes it.
 *
 * @param options of subtitles; the other formats have none
 * @throws RangeError when subtitle lines could hold nothing
 */
export function formatTranscript(
  file: TranscribedFile,
  format: TranscriptFormat,
  options: SubtitleOptions = {},
): string {
  return FORMATTERS[format](file, options);
}

function fileCues({ transcript, durationSeconds }: TranscribedFile, options: SubtitleOptions): Cue[] {
  return planCues(transcript.segments, durationSeconds, options);
}
