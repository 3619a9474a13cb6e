import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDecimator } from '../../src/audio/decimator.ts';
import { kaiserLength, kaiserWindow, sinc } from '../../src/audio/kaiser.ts';
import { greatestDifference, rootMeanSquare, seededNoise, sine } from './recordings.ts';

const OPTIONS = { rateHz: 32_000, passHz: 7500, stopHz: 8000 };
const halve = (samples: Float32Array, options = OPTIONS): Float32Array => createDecimator(options).push(samples);

/** The same sums in float64, one output and one coefficient after the other. */
function halvePlainly(samples: Float32Array, count: number, { rateHz, passHz, stopHz } = OPTIONS): Float64Array {
  const reach = 2 * Math.ceil(kaiserLength(stopHz - passHz, rateHz) / 4);
  const taps = Float64Array.from({ length: 2 * reach + 1 }, (_, n) => {
    const distance = n - reach;
    return sinc((distance * (passHz + stopHz)) / rateHz) * kaiserWindow(distance / reach);
  });
  const scale = taps.reduce((sum, tap) => sum + tap, 0);
  return Float64Array.from({ length: count }, (_, n) =>
    taps.reduce((sum, tap, k) => sum + (tap / scale) * (samples[2 * n + k - reach] ?? 0), 0),
  );
}

describe('createDecimator', () => {
  it('keeps every second sample of a tone below the limit, without delay', () => {
    const tone = sine(5000, 0.1, 32_000);
    const output = halve(tone);
    // The first samples lack what came before the recording.
    for (let n = 200; n < output.length; n++) expect(output[n]).toBeCloseTo(tone[2 * n]!, 4);
  });

  it('removes a tone above the limit', () => {
    expect(rootMeanSquare(halve(sine(8020, 0.1, 32_000)).subarray(200, -200))).toBeLessThan(2e-5);
  });

  it('is within -120 dB of full scale of sums in float64, for loud noise and for any length of filter', () => {
    const lengths = fc.integer({ min: 0, max: 2000 });
    const transitionsHz = fc.integer({ min: 300, max: 3000 });
    fc.assert(
      fc.property(lengths, transitionsHz, fc.integer(), (length, transitionHz, seed) => {
        const options = { ...OPTIONS, passHz: OPTIONS.stopHz - transitionHz };
        const samples = seededNoise(length, seed).map(Math.sign);
        const output = halve(samples, options);
        expect(greatestDifference(output, halvePlainly(samples, output.length, options))).toBeLessThan(1e-6);
      }),
      { numRuns: 50 },
    );
  });

  it('holds back what it cannot decide yet', () => {
    expect(halve(new Float32Array(150))).toHaveLength(0);
  });
});
