import { SAMPLE_RATE_HZ } from '../hyperparameters.ts';
import type { AudioWindow, SkippedSilence } from './audio-window.ts';

/**
 * The window around the middle of what two neighbours both hold, and with all of it, as far as these reach; its index
 * lies halfway between theirs.
 */
export function windowBetween(left: AudioWindow, right: AudioWindow, windowSeconds: number): AudioWindow {
  // All in samples from the first one of the left window.
  const leftEnd = left.samples.length;
  const rightStart = leftEnd - samplesIn(right.overlapSeconds);
  const middle = Math.floor((rightStart + leftEnd) / 2);
  const half = Math.max(Math.floor(samplesIn(windowSeconds) / 2), leftEnd - middle);
  const start = Math.max(0, middle - half);
  const end = Math.min(rightStart + right.samples.length, middle + half);
  const samples = new Float32Array(end - start);
  samples.set(left.samples.subarray(start));
  samples.set(right.samples.subarray(leftEnd - rightStart, end - rightStart), leftEnd - start);
  const overlapSeconds = (leftEnd - start) / SAMPLE_RATE_HZ;
  const place = placeOf(left, [...skipsIn(left), ...skipsIn(right, rightStart, leftEnd)], start, end);
  return { index: (left.index + right.index) / 2, ...place, samples, overlapSeconds };
}

interface Skip {
  readonly at: number;
  readonly silence: SkippedSilence;
}

/** The silences left out of a window that lie no earlier than a sample, the window's own first one being at `offset`. */
function skipsIn({ skips = [] }: AudioWindow, offset = 0, from = 0): Skip[] {
  return skips
    .map((silence) => ({ at: offset + samplesIn(silence.atSeconds), silence }))
    .filter(({ at }) => at >= from);
}

function placeOf(
  { startSeconds }: AudioWindow,
  skips: readonly Skip[],
  start: number,
  end: number,
): Pick<AudioWindow, 'startSeconds' | 'skips'> {
  const before = skips.filter(({ at }) => at <= start).reduce((sum, { silence }) => sum + silence.seconds, 0);
  const within = skips.filter(({ at }) => at > start && at < end);
  return {
    startSeconds: startSeconds + start / SAMPLE_RATE_HZ + before,
    ...(within.length > 0 && {
      skips: within.map(({ at, silence }) => ({ ...silence, atSeconds: (at - start) / SAMPLE_RATE_HZ })),
    }),
  };
}

function samplesIn(seconds: number): number {
  return Math.round(seconds * SAMPLE_RATE_HZ);
}
