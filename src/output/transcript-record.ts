import type { TranscribedFile } from '../metrics/outcome.ts';
import type { Transcript } from '../stitch/transcript.ts';
import { segmentRecord, windowQualityRecord } from './file-record.ts';

/**
 * Rises when a field of `NAME.transcript.json` changes its meaning or goes away; new fields leave it as it is.
 *
 * `schemas/transcript.schema.json` describes the fields.
 */
export const TRANSCRIPT_SCHEMA_VERSION = 2;

/** The transcript of one file as it stands in `NAME.transcript.json`. */
export function transcriptRecord({ source, durationSeconds, transcript }: TranscribedFile) {
  return {
    schema_version: TRANSCRIPT_SCHEMA_VERSION,
    file: source.name,
    duration_s: Number(durationSeconds.toFixed(3)),
    ...languageRecord(transcript),
    text: transcript.text,
    segments: transcript.segments.map(segmentRecord),
    windows: transcript.windows.map(windowQualityRecord),
  };
}

/** The language of a transcript; `null` for what is not known, the probability also where the language was given. */
export function languageRecord({ language }: Pick<Transcript, 'language'>) {
  const probability = language?.probability;
  return {
    language: language?.code ?? null,
    language_probability: probability === undefined ? null : Number(probability.toFixed(6)),
  };
}
