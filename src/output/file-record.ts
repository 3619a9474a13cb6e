import { skippedSpans, type TimeSpan } from '../audio/window-timeline.ts';
import { errorRate, type EditCounts } from '../metrics/edit-counts.ts';
import type { FailedFile, FileOutcome, TranscribedFile } from '../metrics/outcome.ts';
import { fileRealTimeFactor } from '../metrics/summarize-run.ts';
import type { Segment, SpokenWord, WindowTranscript } from '../stitch/transcript.ts';
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
  readonly language: string | null;
  /** Where it was detected. */
  readonly language_probability: number | null;
  readonly warnings: readonly string[];
  readonly error: { readonly code: string; readonly message: string; readonly remedy: string } | null;
  /** Word and character error rate, where it is known what was said. */
  readonly wer: number | null;
  readonly cer: number | null;
}

/** A segment on disk; seconds count from the start of the recording. */
export interface SegmentRecord {
  readonly start_s: number;
  readonly end_s: number;
  readonly text: string;
  /** Present when the times of words were asked for. */
  readonly words?: readonly WordRecord[];
}

/** A word on disk; seconds count from the start of the recording. */
export interface WordRecord {
  readonly word: string;
  readonly start_s: number;
  readonly end_s: number;
  readonly probability: number;
}

/** The record of one file. */
export function fileRecord(outcome: FileOutcome): FileRecord {
  return outcome.kind === 'transcribed' ? transcribedRecord(outcome) : failedRecord(outcome);
}

/** The record of one segment. */
export function segmentRecord({ startSeconds, endSeconds, text, words }: Segment): SegmentRecord {
  const record = { ...timesRecord({ startSeconds, endSeconds }), text };
  return words === undefined ? record : { ...record, words: words.map(wordRecord) };
}

/** The record of one window, as it was heard before stitching. */
export function windowRecord(window: WindowTranscript): SegmentRecord & Readonly<Record<string, unknown>> {
  const record = { ...placeRecord(window), text: window.text, segments: window.segments.map(segmentRecord) };
  return window.between ? { ...record, between: windowRecord(window.between) } : record;
}

/** Where a window lies, and how decoding it went. */
export function windowQualityRecord(window: WindowTranscript): Readonly<Record<string, unknown>> {
  const record = placeRecord(window);
  return window.between ? { ...record, between: windowQualityRecord(window.between) } : record;
}

function placeRecord(window: WindowTranscript) {
  return {
    ...timesRecord(window),
    overlap_s: round(window.overlapSeconds, 3),
    ...(window.skips ? { skips: skippedSpans(window).map(skipRecord) } : {}),
    reached_token_limit: window.reachedTokenLimit,
    average_log_probability: round(window.averageLogProbability, 6),
    ...(window.quality ? qualityRecord(window.quality) : {}),
  };
}

function skipRecord({ startSeconds, endSeconds }: TimeSpan) {
  return { start_s: round(startSeconds, 3), duration_s: round(endSeconds - startSeconds, 3) };
}

function timesRecord({ startSeconds, endSeconds }: Pick<Segment, 'startSeconds' | 'endSeconds'>) {
  return { start_s: round(startSeconds, 3), end_s: round(endSeconds, 3) };
}

function wordRecord({ text, probability, ...times }: SpokenWord): WordRecord {
  return { word: text, ...timesRecord(times), probability: round(probability, 6) };
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
    language: transcript.language?.code ?? null,
    language_probability: roundOrNull(transcript.language?.probability, 6),
    warnings: outcome.warnings,
    error: null,
    wer: rateOf(outcome.errors?.words),
    cer: rateOf(outcome.errors?.characters),
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
    language: null,
    language_probability: null,
    warnings: [],
    error: { code: error.code, message: error.message, remedy: error.remedy },
    wer: null,
    cer: null,
  };
}

function rateOf(counts: EditCounts | undefined): number | null {
  const rate = counts === undefined ? null : errorRate(counts);
  return rate === null ? null : round(rate, 6);
}

function qualityRecord(quality: NonNullable<WindowTranscript['quality']>): Readonly<Record<string, unknown>> {
  return {
    no_speech_probability: round(quality.noSpeechProbability, 6),
    compression_ratio: round(quality.compressionRatio, 4),
    temperature: quality.temperature,
    faults: quality.faults,
    discarded_attempts: quality.discarded.map((attempt) => ({
      temperature: attempt.temperature,
      faults: attempt.faults,
      average_log_probability: round(attempt.averageLogProbability, 6),
      tokens: attempt.tokenCount,
    })),
  };
}

function roundOrNull(value: number | undefined, digits: number): number | null {
  return value === undefined ? null : round(value, digits);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
