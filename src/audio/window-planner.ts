import { SAMPLE_RATE_HZ } from '../hyperparameters.ts';
import type { AudioWindow, WindowPlan } from './audio-window.ts';
import { findPause, findQuietest, type CutRange, type PausePreference } from './find-pause.ts';
import { isSparse, type SkippedSamples } from './silence-skipper.ts';
import { nextPosition, windowAt, withSkip, type Cut, type WindowPosition } from './window-position.ts';

/** Cuts one recording, which arrives block by block, into windows; the cuts do not depend on the blocks. */
export interface WindowPlanner {
  /**
   * Takes mono 16 kHz samples and gives the windows that can be decided now.
   *
   * @param skipped what of the recording was left out between these and those before
   */
  push(samples: Float32Array, skipped?: SkippedSamples): AudioWindow[];
  /** The last windows, once no more samples follow. */
  finish(): AudioWindow[];
}

/** Share of a window, at its end, in which a pause is looked for: 8 s of 30 s. */
const SEARCH_SHARE = 8 / 30;
/** Share of a window that must follow a cut, so that no window is too short to be heard well: 10 s of 30 s. */
const LOOKAHEAD_SHARE = 10 / 30;
/** What the next window repeats where there is no pause, so that each word is heard with what is said around it … */
const OVERLAP_SECONDS = 5;
/** … and the most of a window that may be: 4.5 s of 15 s. */
const MOST_OVERLAP_SHARE = 0.3;
/** Share of a window in which the quietest moment is looked for where there is no pause: 3 s of 30 s. */
const QUIETEST_SHARE = 3 / 30;

/** Room for 4 s at first: most recordings of a folder are short, and room for a window and more is 2.6 MB. */
const FIRST_PENDING = 4 * SAMPLE_RATE_HZ;

/** A planner for one recording. Throws a RangeError for a plan whose windows would not advance. */
export function createWindowPlanner(plan: WindowPlan): WindowPlanner {
  const lengths = windowLengths(plan);
  const mostPending = lengths.window + lengths.lookahead;
  let pending = new Float32Array(Math.min(FIRST_PENDING, mostPending));
  let [filled, takenCount, skippedCount] = [0, 0, 0];
  let position: WindowPosition = { index: 0, startSample: 0, overlap: 0, skips: [] };
  // Of a recording that is mostly left out, windows are what it costs.
  const preference = (): PausePreference => (isSparse(takenCount, skippedCount) ? 'latest' : 'deepest');
  const take = (cut: Cut): AudioWindow => {
    const window = windowAt(position, pending.slice(0, cut.end));
    pending.copyWithin(0, cut.nextStart, filled);
    filled -= cut.nextStart;
    position = nextPosition(position, cut);
    return window;
  };
  return {
    push(samples, skipped) {
      if (skipped) position = withSkip(position, { at: filled, ...skipped });
      skippedCount += skipped?.count ?? 0;
      const windows: AudioWindow[] = [];
      for (let taken = 0; taken < samples.length;) {
        const piece = samples.subarray(taken, taken + mostPending - filled);
        if (filled + piece.length > pending.length) pending = enlarged(pending, filled + piece.length, mostPending);
        pending.set(piece, filled);
        filled += piece.length;
        taken += piece.length;
        takenCount += piece.length;
        if (filled === mostPending) windows.push(take(usualCut(pending, lengths, preference())));
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

function enlarged(samples: Float32Array, least: number, most: number): Float32Array<ArrayBuffer> {
  const larger = new Float32Array(Math.min(most, Math.max(least, 2 * samples.length)));
  larger.set(samples);
  return larger;
}

/** All in samples. */
interface WindowLengths {
  readonly window: number;
  readonly search: number;
  readonly lookahead: number;
  readonly overlap: number;
  readonly quietest: number;
  readonly isOverlapForced: boolean;
}

function windowLengths({ windowSeconds, overlapSeconds }: WindowPlan): WindowLengths {
  const window = Math.round(windowSeconds * SAMPLE_RATE_HZ);
  const usualOverlap = Math.min(OVERLAP_SECONDS, windowSeconds * MOST_OVERLAP_SHARE);
  const overlap = Math.round((overlapSeconds ?? usualOverlap) * SAMPLE_RATE_HZ);
  if (!(windowSeconds <= 30 && overlap >= 0 && overlap < window)) {
    throw new RangeError(
      `Expected windows of at most 30 s that are longer than their overlap, got windows of ${String(windowSeconds)} s with an overlap of ${String(overlapSeconds)} s.`,
    );
  }
  return {
    window,
    overlap,
    search: Math.floor(window * SEARCH_SHARE),
    quietest: Math.floor(window * QUIETEST_SHARE),
    lookahead: Math.max(1, Math.floor(window * LOOKAHEAD_SHARE)),
    isOverlapForced: overlapSeconds !== undefined,
  };
}

/** The cut of a window that is followed by more than its lookahead: as late as a pause allows. */
function usualCut(samples: Float32Array, lengths: WindowLengths, preference: PausePreference): Cut {
  const { window, search, overlap, quietest } = lengths;
  const last = window - Math.ceil(overlap / 2);
  const places = {
    pause: { first: window - search, last: window },
    quietest: { first: last - quietest, last },
    otherwise: last,
    preference,
  };
  return cutAt(places, samples, lengths);
}

/** The cut of a rest that is a little too long for one window: near its middle. */
function balancedCut(samples: Float32Array, lengths: WindowLengths): Cut {
  const { window, search, overlap, quietest } = lengths;
  const [middle, margin] = [Math.ceil(samples.length / 2), Math.ceil(overlap / 2)];
  const within = (reach: number, edge: number): CutRange => ({
    first: Math.max(samples.length - window + edge, middle - reach),
    last: Math.min(window - edge, middle + reach),
  });
  const places = {
    pause: within(search, 0),
    quietest: within(quietest, margin),
    otherwise: Math.min(middle, window - margin),
    preference: 'deepest' as const,
  };
  return cutAt(places, samples, lengths);
}

interface CutPlaces {
  /** Where a pause is looked for, … */
  readonly pause: CutRange;
  /** … where there is none the quietest moment, … */
  readonly quietest: CutRange;
  /** … and what is taken in even sound, or where the overlap is fixed. */
  readonly otherwise: number;
  readonly preference: PausePreference;
}

function cutAt(places: CutPlaces, samples: Float32Array, { overlap, isOverlapForced }: WindowLengths): Cut {
  if (isOverlapForced) return cutAround(places.otherwise, overlap);
  const pause = findPause(samples, places.pause, places.preference);
  if (pause !== undefined) return { end: pause, nextStart: pause };
  return cutAround(findQuietest(samples, places.quietest) ?? places.otherwise, overlap);
}

/** Both windows hold what is around `sample`: words are joined near the middle of an overlap. */
function cutAround(sample: number, overlap: number): Cut {
  const end = sample + Math.ceil(overlap / 2);
  return { end, nextStart: end - overlap };
}
