import { countWords } from '../stitch/words.ts';
import type { FailedFile, FileOutcome, FileTimings, TakenOver, TranscribedFile } from './outcome.ts';
import { countQuality, type QualityCounts } from './quality-counts.ts';
import { realTimeFactor, throughput } from './real-time-factor.ts';
import type { RunReport } from './run-report.ts';
import { summarizeSamples } from './statistics.ts';
import type { SampleSummary } from './statistics.ts';

/** The figures of one run; latencies and stages in seconds per transcribed file. */
export interface RunSummary {
  readonly fileCount: number;
  readonly transcribedCount: number;
  readonly failedCount: number;
  readonly latency: SampleSummary;
  readonly realTimeFactor: SampleSummary;
  readonly breakdown: StageBreakdown;
  readonly totals: RunTotals;
  /** Windows whose text may be cut short. */
  readonly tokenLimitWindows: readonly TokenLimitWindow[];
  readonly quality: QualityCounts;
}

/** Seconds per file in each stage. Windows of a file run side by side, so the stages may exceed the latency. */
export interface StageBreakdown {
  readonly load: SampleSummary;
  readonly preprocess: SampleSummary;
  /** Encoder and decoder together. */
  readonly modelOnly: SampleSummary;
  readonly encode: SampleSummary;
  readonly decoder: SampleSummary;
  /** Tokens to text, segments, stitching. */
  readonly detokenize: SampleSummary;
  readonly queue: SampleSummary;
}

/** What a run got through; failed files count for nothing but the wall time they took. */
export interface RunTotals {
  readonly audioSeconds: number;
  readonly wallSeconds: number;
  /** Audio seconds per wall second. */
  readonly throughput: number | null;
  /** Wall seconds per audio second: the whole batch's, not the mean of the files'. */
  readonly realTimeFactor: number | null;
  readonly wordCount: number;
  readonly windowCount: number;
  /** What of it this run did not do, because an earlier one had; speeds count only what it did. */
  readonly takenOver: TakenOver & { readonly fileCount: number };
}

/** A window in which decoding stopped at the token limit. */
export interface TokenLimitWindow {
  readonly file: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** The figures of everything a run produced. */
export function summarizeRun(report: RunReport): RunSummary {
  const transcribed = report.outcomes.filter(isTranscribed);
  return {
    fileCount: report.outcomes.length,
    transcribedCount: transcribed.length,
    failedCount: report.outcomes.length - transcribed.length,
    latency: summarizeSamples(transcribed.map(({ timings }) => timings.endToEndSeconds)),
    realTimeFactor: summarizeSamples(transcribed.map(fileRealTimeFactor).filter((factor) => factor !== null)),
    breakdown: breakDown(transcribed.map(({ timings }) => timings)),
    totals: addUp(transcribed, report.wallSeconds),
    tokenLimitWindows: transcribed.flatMap(listTokenLimitWindows),
    quality: countQuality(transcribed.flatMap(({ transcript }) => transcript.windows)),
  };
}

/** Whether a file was transcribed; narrows the outcome. */
export function isTranscribed(outcome: FileOutcome): outcome is TranscribedFile {
  return outcome.kind === 'transcribed';
}

/** Whether a file failed; narrows the outcome. */
export function isFailed(outcome: FileOutcome): outcome is FailedFile {
  return outcome.kind === 'failed';
}

/** Whether an earlier run has transcribed the whole file. */
export function isTakenOver({ takenOver, windowCount }: TranscribedFile): boolean {
  return takenOver?.windowCount === windowCount;
}

/** Latency per second of audio of one file; `null` for a recording without any. */
export function fileRealTimeFactor({ timings, durationSeconds }: TranscribedFile): number | null {
  return realTimeFactor(timings.endToEndSeconds, durationSeconds);
}

function breakDown(timings: readonly FileTimings[]): StageBreakdown {
  const stage = (seconds: (file: FileTimings) => number): SampleSummary => summarizeSamples(timings.map(seconds));
  return {
    load: stage((file) => file.loadSeconds),
    preprocess: stage((file) => file.preprocessSeconds),
    modelOnly: stage((file) => file.encodeSeconds + file.decoderSeconds),
    encode: stage((file) => file.encodeSeconds),
    decoder: stage((file) => file.decoderSeconds),
    detokenize: stage((file) => file.detokenizeSeconds),
    queue: stage((file) => file.queueSeconds),
  };
}

function addUp(transcribed: readonly TranscribedFile[], wallSeconds: number): RunTotals {
  const total = (amount: (file: TranscribedFile) => number): number =>
    transcribed.reduce((sum, file) => sum + amount(file), 0);
  const audioSeconds = total((file) => file.durationSeconds);
  const takenOver = {
    fileCount: transcribed.filter(isTakenOver).length,
    audioSeconds: total((file) => file.takenOver?.audioSeconds ?? 0),
    windowCount: total((file) => file.takenOver?.windowCount ?? 0),
  };
  const ownSeconds = audioSeconds - takenOver.audioSeconds;
  return {
    audioSeconds,
    wallSeconds,
    throughput: throughput(ownSeconds, wallSeconds),
    realTimeFactor: realTimeFactor(wallSeconds, ownSeconds),
    takenOver,
    wordCount: total((file) => countWords(file.transcript.text)),
    windowCount: total((file) => file.windowCount),
  };
}

function listTokenLimitWindows({ source, transcript }: TranscribedFile): TokenLimitWindow[] {
  return transcript.windows
    .filter((window) => window.reachedTokenLimit)
    .map(({ startSeconds, endSeconds }) => ({ file: source.name, startSeconds, endSeconds }));
}
