import { hasMarkedTimes } from './timed-words.ts';
import type { WindowTranscript } from './transcript.ts';

/** The stretch of a recording that two neighbouring windows both hold. */
export interface Overlap {
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Whether timestamps tell when words were spoken; else their times are spread evenly and may be far off. */
  readonly hasMarkedTimes: boolean;
}

/** What a window and the one before it both hold. */
export function overlapOf(previous: WindowTranscript, window: WindowTranscript): Overlap {
  return {
    startSeconds: window.startSeconds,
    endSeconds: window.startSeconds + window.overlapSeconds,
    hasMarkedTimes: hasMarkedTimes(previous) && hasMarkedTimes(window),
  };
}
