import { SAMPLE_RATE_HZ } from '../hyperparameters.ts';
import type { AudioWindow, SkippedSilence } from './audio-window.ts';
import type { SkippedSamples } from './silence-skipper.ts';

/** Where a window ends and the next one starts, counted from the window's own start; they differ by the overlap. */
export interface Cut {
  readonly end: number;
  readonly nextStart: number;
}

/** Where the window that is being filled lies in the recording; all in samples. */
export interface WindowPosition {
  readonly index: number;
  /** In the recording, that is with what was left out. */
  readonly startSample: number;
  readonly overlap: number;
  /** What was left out after the window's first sample, in order. */
  readonly skips: readonly Skip[];
}

/** Samples that lie in the recording before the one that is at `at` in the window. */
interface Skip extends SkippedSamples {
  readonly at: number;
}

/** The window of these samples. */
export function windowAt(position: WindowPosition, samples: Float32Array<ArrayBuffer>): AudioWindow {
  const { index, startSample, overlap } = position;
  const skips = position.skips.filter(({ at }) => at < samples.length).map(inSeconds);
  return {
    index,
    startSeconds: startSample / SAMPLE_RATE_HZ,
    samples,
    overlapSeconds: overlap / SAMPLE_RATE_HZ,
    ...(skips.length > 0 ? { skips } : {}),
  };
}

function inSeconds({ at, count, keptBefore, keptAfter }: Skip): SkippedSilence {
  return {
    atSeconds: at / SAMPLE_RATE_HZ,
    seconds: count / SAMPLE_RATE_HZ,
    keptBeforeSeconds: keptBefore / SAMPLE_RATE_HZ,
    keptAfterSeconds: keptAfter / SAMPLE_RATE_HZ,
  };
}

/** Where the window behind a cut lies. */
export function nextPosition({ index, startSample, skips }: WindowPosition, { end, nextStart }: Cut): WindowPosition {
  const next = { index: index + 1, startSample: startSample + nextStart, overlap: end - nextStart, skips: [] };
  return skips.map((skip) => ({ ...skip, at: skip.at - nextStart })).reduce<WindowPosition>(withSkip, next);
}

/** Adds what was left out later; before or at the window's first sample it moves the window. */
export function withSkip(position: WindowPosition, skip: Skip): WindowPosition {
  if (skip.at > 0) return { ...position, skips: [...position.skips, skip] };
  return { ...position, startSample: position.startSample + skip.count };
}
