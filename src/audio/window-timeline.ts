import type { AudioWindow, SkippedSilence } from './audio-window.ts';
import { KEPT_SECONDS } from './silence-skipper.ts';

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

function isBeside({ atSeconds }: SkippedSilence, seconds: number, edge: 'start' | 'end'): boolean {
  const [first, last] =
    edge === 'start' ? [atSeconds - KEPT_SECONDS, atSeconds] : [atSeconds, atSeconds + KEPT_SECONDS];
  return seconds >= first && seconds <= last;
}
