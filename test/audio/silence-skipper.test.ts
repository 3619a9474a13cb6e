import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSilenceSkipper, hasSpeech, isWordless, type KeptSamples } from '../../src/audio/silence-skipper.ts';

const STEP = 512;

/** Runs of steps of one probability, as samples that count up. */
function skip(...runs: (readonly [steps: number, probability: number])[]): KeptSamples[] {
  const probabilities = Float32Array.from(
    runs.flatMap(([steps, probability]) => Array.from({ length: steps }, () => probability)),
  );
  const samples = Float32Array.from({ length: probabilities.length * STEP }, (_, n) => n);
  const skipper = createSilenceSkipper();
  return [...skipper.push(samples, probabilities), ...skipper.finish()];
}

/** Kept stretches in steps of the recording: [first, end]. */
function stretches(kept: readonly KeptSamples[]): number[][] {
  const found: number[][] = [];
  let end = 0;
  for (const { samples, skippedBefore } of kept) {
    const first = samples[0]! / STEP;
    if (first !== end + skippedBefore / STEP) throw new Error('Expected every sample to be kept or counted.');
    if (found.length === 0 || skippedBefore > 0) found.push([first, first]);
    end = first + samples.length / STEP;
    found.at(-1)![1] = end;
  }
  return found;
}

describe('createSilenceSkipper', () => {
  it('leaves the middle of a long silence out and keeps half a second on both sides', () => {
    expect(stretches(skip([100, 0.9], [500, 0.1], [50, 0.9]))).toEqual([[0, 116], [586, 650]]); // prettier-ignore
  });

  it('keeps silences that belong to how something is said', () => {
    expect(stretches(skip([100, 0.9], [90, 0.1], [50, 0.9]))).toEqual([[0, 240]]);
  });

  it('leaves out what comes long before the first speech and long after the last', () => {
    expect(stretches(skip([300, 0], [100, 0.9], [300, 0]))).toEqual([[286, 416]]);
    expect(stretches(skip([20, 0], [100, 0.9], [60, 0]))).toEqual([[0, 180]]);
  });

  it('takes a blip for no speech', () => {
    expect(stretches(skip([100, 0.9], [250, 0.1], [2, 0.9], [250, 0.1], [50, 0.9]))).toHaveLength(2);
  });

  it('goes on with speech that becomes faint, and not with a murmur that never was clear', () => {
    expect(stretches(skip([100, 0.9], [500, 0.4], [50, 0.9]))).toEqual([[0, 650]]);
    expect(stretches(skip([100, 0.9], [500, 0.3], [50, 0.9]))).toHaveLength(2);
  });

  it('keeps every step of speech and all around it, in order, and counts what it leaves out', () => {
    const run = fc.tuple(fc.integer({ min: 1, max: 200 }), fc.constantFrom(0, 0.2, 0.4, 0.6, 1));
    fc.assert(
      fc.property(fc.array(run, { maxLength: 8 }), (runs) => {
        const kept = stretches(skip(...runs));
        let start = 0;
        for (const [steps, probability] of runs) {
          // Speech is believed at its third step.
          const first = Math.max(0, start - 13);
          const isKept = kept.some((stretch) => stretch[0]! <= first && stretch[1]! >= start + steps);
          if (probability >= 0.5 && steps >= 3) expect(isKept).toBe(true);
          start += steps;
        }
      }),
    );
  });
});

describe('isWordless', () => {
  it('is not sure of that where speech could go on', () => {
    expect(isWordless(Float32Array.of(0, 0.3, 0.1))).toBe(true);
    expect(isWordless(Float32Array.of(0, 0.4, 0.1))).toBe(false);
  });
});

describe('hasSpeech', () => {
  it('wants a tenth of a second of it', () => {
    expect(hasSpeech(Float32Array.of(0.1, 0.9, 0.9, 0.4, 0.9))).toBe(false);
    expect(hasSpeech(Float32Array.of(0.1, 0.9, 0.9, 0.5))).toBe(true);
    expect(hasSpeech(new Float32Array(0))).toBe(false);
  });
});
