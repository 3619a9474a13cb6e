/** What a window's text has to meet, as plain data that crosses threads; thresholds as in openai/whisper. */
export interface QualityChecks {
  readonly noSpeechToken: number;
  /** Text that zlib makes smaller than this many times repeats itself. */
  readonly highestCompressionRatio: number;
  readonly lowestLogProbability: number;
  /** Above it, text of low probability is taken for silence. */
  readonly highestNoSpeechProbability: number;
  /** What is tried after greedy decoding, in order; empty to keep what that gives. */
  readonly temperatures: readonly number[];
}

/**
 * Why the text of an attempt is not trusted; `unused_part`: one that was made for a part of a window, or for its halves,
 * gave no better text.
 */
export type Fault = 'repetition' | 'compression_ratio' | 'log_probability' | 'early_end' | 'no_speech' | 'unused_part';

/** One decoding of a window. */
export interface Attempt {
  readonly temperature: number;
  /** Without prompt and end token. */
  readonly tokens: readonly number[];
  /** How likely the network held each of them to be. */
  readonly tokenProbabilities: readonly number[];
  readonly averageLogProbability: number;
  readonly reachedTokenLimit: boolean;
  /** Whether a sequence of tokens was said over and over, see `Repetition`. */
  readonly isLoop: boolean;
}

/** An attempt whose text was not kept. */
export interface DiscardedAttempt {
  readonly temperature: number;
  readonly faults: readonly Fault[];
  readonly averageLogProbability: number;
  readonly tokenCount: number;
}

/** How far a window's text can be trusted. */
export interface WindowQuality {
  readonly noSpeechProbability: number;
  /** Of the attempt that was kept. */
  readonly temperature: number;
  /** What speaks against the text all the same; `no_speech` alone where the window was taken for silence. */
  readonly faults: readonly Fault[];
  /** In the order they were made. */
  readonly discarded: readonly DiscardedAttempt[];
}

/**
 * Of fewer tokens the average says too little, where so few are all there can be: another draw would be no better, only
 * other. In a longer window, unlikely tokens that are few are the beginning of a text that ended too early.
 */
const LEAST_TOKENS_FOR_AVERAGE = 8;
const SHORT_WINDOW_SECONDS = 6;

/** openai/whisper's threshold, with which what is known of compressible texts was measured; a lower one is taken at its word. */
export const USUAL_COMPRESSION_RATIO = 2.4;
/** Likelier than this on average, repeated words were said so: the network's own have -0.6 and less, or are a loop. */
const BELIEVED_LOG_PROBABILITY = -0.5;

/** The window that an attempt was made for. */
export interface JudgedWindow {
  readonly durationSeconds: number;
  readonly noSpeechProbability: number;
}

/** Why an attempt is not to be kept; empty for a good one. Silence is a reason of its own and excludes the others. */
export function findFaults(
  attempt: Attempt,
  checks: QualityChecks,
  { durationSeconds, noSpeechProbability }: JudgedWindow,
  ratio: () => number,
): readonly Fault[] {
  const isLongEnough = attempt.tokens.length >= LEAST_TOKENS_FOR_AVERAGE || durationSeconds > SHORT_WINDOW_SECONDS;
  const isUnlikely = attempt.averageLogProbability < checks.lowestLogProbability;
  const isSilenceLikely = noSpeechProbability > checks.highestNoSpeechProbability;
  if (isUnlikely && isSilenceLikely) return ['no_speech'];
  const mayRepeatItself = !isSilenceLikely && mayRepeat(attempt, checks);
  return [
    ...(attempt.isLoop ? ['repetition' as const] : []),
    ...(!mayRepeatItself && ratio() > checks.highestCompressionRatio ? ['compression_ratio' as const] : []),
    ...(isUnlikely && isLongEnough ? ['log_probability' as const] : []),
  ];
}

/** Whether a text may be decoded once more; without temperatures to try, texts are kept as they are. */
export function mayTryAgain(checks: QualityChecks | undefined): checks is QualityChecks {
  return checks !== undefined && checks.temperatures.length > 0;
}

/** Whether more texts are to be taken for repetitions than usual. */
export function isStrict({ highestCompressionRatio }: QualityChecks): boolean {
  return highestCompressionRatio < USUAL_COMPRESSION_RATIO;
}

// People repeat themselves, and announcements do.
function mayRepeat({ averageLogProbability, isLoop, reachedTokenLimit }: Attempt, checks: QualityChecks): boolean {
  return averageLogProbability > BELIEVED_LOG_PROBABILITY && !isLoop && !reachedTokenLimit && !isStrict(checks);
}

/** Whether a fault says that a text repeats itself. */
export function isRepetition(fault: Fault): boolean {
  return fault === 'repetition' || fault === 'compression_ratio';
}
