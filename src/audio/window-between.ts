import { SAMPLE_RATE_HZ } from '../hyperparameters.ts';
import type { AudioWindow } from './audio-window.ts';
import { windowAt, withSkip, type WindowPosition } from './window-position.ts';

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
  const skips = [...skipsIn(left), ...skipsIn(right, rightStart).filter(({ at }) => at >= leftEnd)];
  const position: WindowPosition = {
    index: (left.index + right.index) / 2,
    startSample: samplesIn(left.startSeconds) + start,
    overlap: leftEnd - start,
    skips: [],
  };
  return windowAt(skips.map((skip) => ({ ...skip, at: skip.at - start })).reduce(withSkip, position), samples);
}

/** The silences left out of a window whose own first sample is at `offset`. */
function skipsIn({ skips = [] }: AudioWindow, offset = 0): WindowPosition['skips'] {
  return skips.map((skip) => ({
    at: offset + samplesIn(skip.atSeconds),
    count: samplesIn(skip.seconds),
    keptBefore: samplesIn(skip.keptBeforeSeconds),
    keptAfter: samplesIn(skip.keptAfterSeconds),
  }));
}

function samplesIn(seconds: number): number {
  return Math.round(seconds * SAMPLE_RATE_HZ);
}
