import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AudioWindow, SkippedSilence } from '../../src/audio/audio-window.ts';
import { windowBetween } from '../../src/audio/window-between.ts';
import { recordingSeconds } from '../../src/audio/window-timeline.ts';
import { SAMPLE_RATE_HZ } from '../../src/hyperparameters.ts';

/** Each sample of a recording is its own number. */
function windowOf(index: number, from: number, end: number, changes: Partial<AudioWindow> = {}): AudioWindow {
  const samples = Float32Array.from({ length: end - from }, (_, sample) => from + sample);
  return { index, startSeconds: from / SAMPLE_RATE_HZ, samples, overlapSeconds: 0, ...changes };
}

function silence(atSeconds: number, seconds: number): SkippedSilence {
  return { atSeconds, seconds, keptBeforeSeconds: 0.5, keptAfterSeconds: 0.1 };
}

describe('windowBetween', () => {
  it('lies around the middle of what both hold, half of it in each', () => {
    const left = windowOf(4, 0, 8 * SAMPLE_RATE_HZ);
    const right = windowOf(5, 6 * SAMPLE_RATE_HZ, 14 * SAMPLE_RATE_HZ, { overlapSeconds: 2 });
    const window = windowBetween(left, right, 8);
    expect(window).toEqual(windowOf(4.5, 3 * SAMPLE_RATE_HZ, 11 * SAMPLE_RATE_HZ, { overlapSeconds: 5 }));
  });

  it('reaches no further than its neighbours', () => {
    const left = windowOf(0, 0, 3 * SAMPLE_RATE_HZ);
    const right = windowOf(1, SAMPLE_RATE_HZ, 4 * SAMPLE_RATE_HZ, { overlapSeconds: 2 });
    const window = windowBetween(left, right, 30);
    expect(window).toEqual(windowOf(0.5, 0, 4 * SAMPLE_RATE_HZ, { overlapSeconds: 3 }));
  });

  it('knows the silences that were left out of its neighbours, once those that both hold', () => {
    const left = windowOf(0, 0, 8 * SAMPLE_RATE_HZ, { skips: [silence(2, 100), silence(5, 10), silence(7, 20)] });
    const right = windowOf(1, 6 * SAMPLE_RATE_HZ, 14 * SAMPLE_RATE_HZ, {
      startSeconds: 116,
      overlapSeconds: 2,
      skips: [silence(1, 20), silence(3, 40), silence(6, 80)],
    });
    const window = windowBetween(left, right, 8);
    expect(window.startSeconds).toBe(103);
    expect(window.skips).toEqual([silence(2, 10), silence(4, 20), silence(6, 40)]);
  });

  it('holds the samples of the recording at the time that its place tells', () => {
    const lengths = fc.record({
      left: fc.integer({ min: 2, max: 400 }),
      right: fc.integer({ min: 2, max: 400 }),
      overlap: fc.integer({ min: 1, max: 400 }),
      most: fc.integer({ min: 2, max: 400 }),
    });
    fc.assert(
      fc.property(lengths, ({ left, right, overlap, most }) => {
        const shared = Math.min(overlap, left - 1, right - 1);
        const both = [
          windowOf(0, 0, left),
          windowOf(1, left - shared, left - shared + right, { overlapSeconds: shared / SAMPLE_RATE_HZ }),
        ] as const;
        const window = windowBetween(...both, most / SAMPLE_RATE_HZ);
        expect(window.samples.length).toBeLessThanOrEqual(Math.max(most, shared + 1));
        for (const [index, sample] of window.samples.entries()) {
          expect(recordingSeconds(window, index / SAMPLE_RATE_HZ, 'start')).toBeCloseTo(sample / SAMPLE_RATE_HZ, 9);
        }
        expect(window.startSeconds + window.overlapSeconds).toBeCloseTo(left / SAMPLE_RATE_HZ, 9);
      }),
    );
  });
});
