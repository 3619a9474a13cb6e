import type { FailedFile, FileOutcome, TranscribedFile } from '../metrics/outcome.ts';
import { fileRealTimeFactor } from '../metrics/summarize-run.ts';
import type { Segment, WindowTranscript } from '../stitch/transcript.ts';
import { countWords } from '../stitch/words.ts';

// With summary-record.ts the only place where camelCase in memory becomes snake_case on disk.

/** One file as it stands in `inference_per_file.json`; figures of a failed file are `null`. */
export interface FileRecord {
  readonly file: string;
  readonly duration_s: number | null;
  readonly end_to_end_s: number | null;
  readonly rtf: number | null;
  readonly text: string;
  readonly status: FileOutcome['kind'];
  readonly windows: number | null;
  readonly words: number | null;
  readonly load_s: number | null;
  readonly preprocess_s: number | null;
  readonly model_only_s: number | null;
  readonly decode_s: number | null;
  readonly queue_s: number | null;
  readonly skipped_s: number | null;
  readonly sample_rate_hz: number | null;
  readonly channels: number | null;
  readonly warnings: readonly string[];
  readonly error: { readonly code: string; readonly message: string; readonly remedy: string } | null;
}

/** A segment on disk; seconds count from the start of the recording. */
export interface SegmentRecord {
  readonly start_s: number;
  readonly end_s: number;
  readonly text: string;
}

/** The record of one file. */
export function fileRecord(outcome: FileOutcome): FileRecord {
  return outcome.kind === 'transcribed' ? transcribedRecord(outcome) : failedRecord(outcome);
}

/** The record of one segment. */
export function segmentRecord({ startSeconds, endSeconds, text }: Segment): SegmentRecord {
  return { start_s: round(startSeconds, 3), end_s: round(endSeconds, 3), text };
}

/** The record of one window, as it was heard before stitching. */
export function windowRecord(window: WindowTranscript): SegmentRecord & Readonly<Record<string, unknown>> {
  return {
    ...segmentRecord(window),
    overlap_s: round(window.overlapSeconds, 3),
    reached_token_limit: window.reachedTokenLimit,
    average_log_probability: round(window.averageLogProbability, 6),
    segments: window.segments.map(segmentRecord),
  };
}

function transcribedRecord(outcome: TranscribedFile): FileRecord {
  const { source, timings, transcript } = outcome;
  const realTimeFactor = fileRealTimeFactor(outcome);
  return {
    file: source.name,
    duration_s: round(outcome.durationSeconds, 3),
    end_to_end_s: round(timings.endToEndSeconds, 4),
    rtf: realTimeFactor === null ? null : round(realTimeFactor, 6),
    text: transcript.text,
    status: 'transcribed',
    windows: outcome.windowCount,
    words: countWords(transcript.text),
    load_s: round(timings.loadSeconds, 6),
    preprocess_s: round(timings.preprocessSeconds, 6),
    model_only_s: round(timings.encodeSeconds + timings.decoderSeconds, 6),
    decode_s: round(timings.detokenizeSeconds, 6),
    queue_s: round(timings.queueSeconds, 6),
    skipped_s: round(outcome.skippedSeconds, 3),
    sample_rate_hz: outcome.sampleRateHz,
    channels: outcome.channelCount,
    warnings: outcome.warnings,
    error: null,
  };
}

function failedRecord({ source, error }: FailedFile): FileRecord {
  return {
    file: source.name,
    duration_s: null,
    end_to_end_s: null,
    rtf: null,
    text: '',
    status: 'failed',
    windows: null,
    words: null,
    load_s: null,
    preprocess_s: null,
    model_only_s: null,
    decode_s: null,
    queue_s: null,
    skipped_s: null,
    sample_rate_hz: null,
    channels: null,
    warnings: [],
    error: { code: error.code, message: error.message, remedy: error.remedy },
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
