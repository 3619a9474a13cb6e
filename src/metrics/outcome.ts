import type { AudioSource } from '../audio/audio-source.ts';
import type { ErrorRecord } from '../errors.ts';
import type { Transcript } from '../stitch/transcript.ts';

/** Where the seconds of one file went. Stages of several windows are summed; windows run side by side. */
export interface FileTimings {
  /** Reading, decoding, downmix and resampling. */
  readonly loadSeconds: number;
  /** Planning windows; log-mel is part of the encoder graph and so of `encodeSeconds`. */
  readonly preprocessSeconds: number;
  readonly encodeSeconds: number;
  /** This file's share of the decoder steps, which serve several windows at once. */
  readonly decoderSeconds: number;
  /** This file's share of the decoder's runs: a run of eight windows counts an eighth for each. */
  readonly decoderSteps?: number;
  /** Tokens to text, segments, stitching. */
  readonly detokenizeSeconds: number;
  /** Time windows waited for a free row in a worker, summed. */
  readonly queueSeconds: number;
  /** Wall time from opening the file to its finished transcript. */
  readonly endToEndSeconds: number;
}

/** What became of one file; the unit that all figures are made of. */
export type FileOutcome = TranscribedFile | FailedFile;

export interface TranscribedFile {
  readonly kind: 'transcribed';
  readonly source: AudioSource;
  readonly durationSeconds: number;
  /** Silence in it that was in no window. */
  readonly skippedSeconds: number;
  readonly sampleRateHz: number;
  readonly channelCount: number;
  readonly windowCount: number;
  /** Rows that its windows took in runs of the decoder: one for each token, the end token included. */
  readonly decoderRows: number;
  readonly transcript: Transcript;
  readonly timings: FileTimings;
  readonly warnings: readonly string[];
}

export interface FailedFile {
  readonly kind: 'failed';
  readonly source: AudioSource;
  readonly error: ErrorRecord;
}
