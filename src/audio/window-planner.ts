import { SAMPLE_RATE_HZ } from '../hyperparameters.ts';
import type { AudioWindow, WindowPlan } from './audio-window.ts';
import { findPause, type CutRange } from './find-pause.ts';

/** Cuts one recording, which arrives block by block, into windows; the cuts do not depend on the blocks. */
export interface WindowPlanner {
  /**
   * Takes mono 16 kHz samples and gives the windows that can be decided now.
   *
   * @param skippedBefore samples of the recording that were left out between these and those before
   */
  push(samples: Float32Array, skippedBefore?: number): AudioWindow[];
  /** The last windows, once no more samples follow. */
  finish(): AudioWindow[];
}

/** Share of a window, at its end, in which a pause is looked for: 8 s of 30 s. */
const SEARCH_SHARE = 8 / 30;
/** Share of a window that must follow a cut, so that no window is too short to be heard well: 10 s of 30 s. */
const LOOKAHEAD_SHARE = 10 / 30;
/** Share of a window that the next one repeats where there is no pause: 4 s of 30 s. */
const OVERLAP_SHARE = 4 / 30;

/** A planner for one recording. Throws a RangeError for a plan whose windows would not advance. */
export function createWindowPlanner(plan: WindowPlan): WindowPlanner {
  const lengths = windowLengths(plan);
  const pending = new Float32Array(lengths.window + lengths.lookahead);
  let filled = 0;
  let position: WindowPosition = { index: 0, startSample: 0, overlap: 0, skips: [] };
  const take = (cut: Cut): AudioWindow => {
    const window = windowAt(position, pending.slice(0, cut.end));
    pending.copyWithin(0, cut.nextStart, filled);
    filled -= cut.nextStart;
    position = nextPosition(position, cut);
    return window;
  };
  return {
    push(samples, skippedBefore = 0) {
      if (skippedBefore > 0) position = withSkip(position, { at: filled, samples: skippedBefore });
      const windows: AudioWindow[] = [];
      for (let taken = 0; taken < samples.length;) {
        const piece = samples.subarray(taken, taken + pending.length - filled);
        pending.set(piece, filled);
        filled += piece.length;
        taken += piece.length;
        if (filled === pending.length) windows.push(take(usualCut(pending, lengths)));
      }
      return windows;
    },
    finish() {
      const windows: AudioWindow[] = [];
      while (filled > lengths.window) windows.push(take(balancedCut(pending.subarray(0, filled), lengths)));
      if (filled > position.overlap) windows.push(take({ end: filled, nextStart: filled }));
      return windows;
    },
  };
}

/** All in samples. */
interface WindowLengths {
  readonly window: number;
  readonly search: number;
  readonly lookahead: number;
  readonly overlap: number;
  readonly isOverlapForced: boolean;
}

/** Where a window ends and the next one starts, counted from the window's own start; they differ by the overlap. */
interface Cut {
  readonly end: number;
  readonly nextStart: number;
}

interface WindowPosition {
  readonly index: number;
  /** In the recording, that is with what was left out. */
  readonly startSample: number;
  readonly overlap: number;
  /** What was left out after the window's first sample, in order. */
  readonly skips: readonly Skip[];
}

/** Samples that lie in the recording before the one that is at `at` in the window. */
interface Skip {
  readonly at: number;
  readonly samples: number;
}

function windowLengths({ windowSeconds, overlapSeconds }: WindowPlan): WindowLengths {
  const window = Math.round(windowSeconds * SAMPLE_RATE_HZ);
  const overlap = Math.round((overlapSeconds ?? windowSeconds * OVERLAP_SHARE) * SAMPLE_RATE_HZ);
  if (!(windowSeconds <= 30 && overlap >= 0 && overlap < window)) {
    throw new RangeError(
      `Expected windows of at most 30 s that are longer than their overlap, got windows of ${String(windowSeconds)} s with an overlap of ${String(overlapSeconds)} s.`,
    );
  }
  return {
    window,
    overlap,
    search: Math.floor(window * SEARCH_SHARE),
    lookahead: Math.max(1, Math.floor(window * LOOKAHEAD_SHARE)),
    isOverlapForced: overlapSeconds !== undefined,
  };
}

function windowAt(position: WindowPosition, samples: Float32Array<ArrayBuffer>): AudioWindow {
  const { index, startSample, overlap } = position;
  const skips = position.skips
    .filter(({ at }) => at < samples.length)
    .map((skip) => ({ atSeconds: skip.at / SAMPLE_RATE_HZ, seconds: skip.samples / SAMPLE_RATE_HZ }));
  return {
    index,
    startSeconds: startSample / SAMPLE_RATE_HZ,
    samples,
    overlapSeconds: overlap / SAMPLE_RATE_HZ,
    ...(skips.length > 0 ? { skips } : {}),
  };
}

function nextPosition({ index, startSample, skips }: WindowPosition, { end, nextStart }: Cut): WindowPosition {
  const next = { index: index + 1, startSample: startSample + nextStart, overlap: end - nextStart, skips: [] };
  return skips.map(({ at, samples }) => ({ at: at - nextStart, samples })).reduce<WindowPosition>(withSkip, next);
}

/** Adds what was left out later; before or at the window's first sample it moves the window. */
function withSkip(position: WindowPosition, skip: Skip): WindowPosition {
  if (skip.at > 0) return { ...position, skips: [...position.skips, skip] };
  return { ...position, startSample: position.startSample + skip.samples };
}

/** The cut of a window that is followed by more than its lookahead: as late as a pause allows. */
function usualCut(samples: Float32Array, lengths: WindowLengths): Cut {
  const { window, search } = lengths;
  const range = { first: window - search, last: window };
  return pauseCut(samples, range, lengths) ?? overlappingCut(window, lengths);
}

/** The cut of a rest that is a little too long for one window: near its middle. */
function balancedCut(samples: Float32Array, lengths: WindowLengths): Cut {
  const { window, search, overlap } = lengths;
  const middle = Math.ceil(samples.length / 2);
  const range = {
    first: Math.max(samples.length - window, middle - search),
    last: Math.min(window, middle + search),
  };
  const end = Math.min(window, Math.ceil((samples.length + overlap) / 2));
  return pauseCut(samples, range, lengths) ?? overlappingCut(end, lengths);
}

function pauseCut(samples: Float32Array, range: CutRange, lengths: WindowLengths): Cut | undefined {
  const pause = lengths.isOverlapForced ? undefined : findPause(samples, range);
  return pause === undefined ? undefined : { end: pause, nextStart: pause };
}

function overlappingCut(end: number, { overlap }: WindowLengths): Cut {
  return { end, nextStart: end - overlap };
}
