import { TIMESTAMP_STEP_SECONDS } from '../hyperparameters.ts';
import type { AudioWindow, SkippedSilence } from './audio-window.ts';

/** A timestamp of the model is rarely further than this from what is said. */
const MODEL_ERROR_SECONDS = 0.25;

/**
 * The time in the recording, in seconds, of a moment counted from the start of a window.
 *
 * @param edge what the moment is of. Beside a silence that was left out nothing is said: what begins just before it
 * begins after it, and what ends just after it ended before.
 */
export function recordingSeconds(
  { startSeconds, skips = [] }: Pick<AudioWindow, 'startSeconds' | 'skips'>,
  seconds: number,
  edge: 'start' | 'end',
): number {
  const beside = skips.find((skip) => isBeside(skip, seconds, edge));
  const moment = beside?.atSeconds ?? seconds;
  return skips.reduce(
    (total, skip) =>
      total + (moment > skip.atSeconds || (moment === skip.atSeconds && edge === 'start') ? skip.seconds : 0),
    startSeconds + moment,
  );
}

/** Seconds from one moment to a later one. */
export interface TimeSpan {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/**
 * The time in the recording of what is said from one moment of a window to a later one.
 *
 * What lies between two silences keeps its length; what reaches into one only by the part of it that was kept is moved
 * to the side where most of it lies.
 */
export function recordingSpan(
  window: Pick<AudioWindow, 'startSeconds' | 'skips'>,
  { startSeconds, endSeconds }: TimeSpan,
): TimeSpan {
  const { skips = [] } = window;
  const across = skips.find(({ atSeconds }) => startSeconds < atSeconds && endSeconds > atSeconds);
  if (across === undefined) return shifted(window, { startSeconds, endSeconds });
  const [first, last] = [recordingSeconds(window, startSeconds, 'start'), recordingSeconds(window, endSeconds, 'end')];
  if (first <= last) return { startSeconds: first, endSeconds: last };
  const { atSeconds } = across;
  const isBefore = atSeconds - startSeconds >= endSeconds - atSeconds;
  return shifted(window, isBefore ? { startSeconds, endSeconds: atSeconds } : { startSeconds: atSeconds, endSeconds });
}

/**
 * A word of a window, in seconds from its start, on one side of every silence that was left out: the model lets a word
 * begin where the one before it ends, and what lies between is no part of it.
 */
export function besideSilence<Word extends TimeSpan>(word: Word, skips: readonly SkippedSilence[]): Word {
  return skips.reduce<Word>((span, skip) => {
    const { atSeconds } = skip;
    if (span.startSeconds >= atSeconds || span.endSeconds <= atSeconds) return span;
    const isBehind = span.endSeconds - atSeconds > silentSides(skip)[1];
    return isBehind ? { ...span, startSeconds: atSeconds } : { ...span, endSeconds: atSeconds };
  }, word);
}

/** The silences that were left out of a window, in the time of the recording. */
export function skippedSpans({ startSeconds, skips = [] }: Pick<AudioWindow, 'startSeconds' | 'skips'>): TimeSpan[] {
  let originSeconds = startSeconds;
  return skips.map(({ atSeconds, seconds }) => {
    const skippedFrom = originSeconds + atSeconds;
    originSeconds += seconds;
    return { startSeconds: skippedFrom, endSeconds: skippedFrom + seconds };
  });
}

/**
 * How long before and after a silence that was left out nothing is said for sure, in seconds: what was kept of it, or as
 * much as the model may be wrong by where that is more.
 */
export function silentSides({ keptBeforeSeconds, keptAfterSeconds }: SkippedSilence): readonly [number, number] {
  return [Math.max(keptBeforeSeconds, MODEL_ERROR_SECONDS), Math.max(keptAfterSeconds, MODEL_ERROR_SECONDS)];
}

// Nothing was left out between the two moments.
function shifted({ startSeconds, skips = [] }: Pick<AudioWindow, 'startSeconds' | 'skips'>, span: TimeSpan): TimeSpan {
  const before = skips.filter(({ atSeconds }) => atSeconds <= span.startSeconds && atSeconds < span.endSeconds);
  const offset = before.reduce((total, { seconds }) => total + seconds, startSeconds);
  return { startSeconds: offset + span.startSeconds, endSeconds: offset + span.endSeconds };
}

function isBeside({ atSeconds, ...skip }: SkippedSilence, seconds: number, edge: 'start' | 'end'): boolean {
  const [first, last] =
    edge === 'start'
      ? [atSeconds - skip.keptBeforeSeconds - TIMESTAMP_STEP_SECONDS, atSeconds]
      : [atSeconds, atSeconds + skip.keptAfterSeconds + TIMESTAMP_STEP_SECONDS];
  return seconds >= first && seconds <= last;
}
