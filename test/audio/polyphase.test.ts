import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kaiserWindow, sinc } from '../../src/audio/kaiser.ts';
import { createPolyphase, type PolyphaseOptions } from '../../src/audio/polyphase.ts';
import { greatestDifference, seededNoise, sine } from './recordings.ts';

/** The same sums in float64, one output and one coefficient after the other. */
function interpolatePlainly(samples: Float32Array, count: number, options: PolyphaseOptions): Float64Array {
  const { fromHz, toHz } = options;
  const cutoff = Math.min(1, (0.97 * toHz) / fromHz);
  const half = Math.ceil(16 / cutoff);
  const tap = (distance: number) => sinc(distance * cutoff) * kaiserWindow(distance / half);
  return Float64Array.from({ length: count }, (_, n) => {
    const whole = Math.floor((n * fromHz) / toHz);
    const between = ((n * fromHz) % toHz) / toHz;
    let [sum, scale] = [0, 0];
    for (let k = 1 - half; k <= half; k++) {
      sum += tap(k - between) * (samples[whole + k] ?? 0);
      scale += tap(k - between);
    }
    return sum / scale;
  });
}

describe('createPolyphase', () => {
  it.each([
    [8000, 16_000],
    [44_100, 32_000],
    [48_000, 32_000],
    [16_001, 16_000],
  ])('puts output sample n of %d to %d Hz where it belongs in time', (fromHz, toHz) => {
    const output = createPolyphase({ fromHz, toHz }).push(sine(500, 0.1, fromHz));
    const ideal = sine(500, 0.1, toHz);
    expect(output.length).toBeGreaterThan(0.08 * toHz);
    for (let n = 100; n < output.length; n++) expect(output[n]).toBeCloseTo(ideal[n]!, 3);
  });

  it('is within -120 dB of full scale of sums in float64, for loud noise and any two rates', () => {
    // In units of 100 Hz, so that the plain sums have no more than a few hundred positions to go through.
    const rates = fc.record({ from: fc.integer({ min: 80, max: 960 }), to: fc.integer({ min: 80, max: 480 }) });
    fc.assert(
      fc.property(rates, fc.integer({ min: 0, max: 3000 }), fc.integer(), ({ from, to }, length, seed) => {
        const options = { fromHz: from, toHz: to };
        const samples = seededNoise(length, seed).map(Math.sign);
        const output = createPolyphase(options).push(samples);
        expect(greatestDifference(output, interpolatePlainly(samples, output.length, options))).toBeLessThan(1e-6);
      }),
      { numRuns: 50 },
    );
  });

  it('holds back what it cannot decide yet', () => {
    const filter = createPolyphase({ fromHz: 44_100, toHz: 16_000 });
    expect(filter.push(new Float32Array(10))).toHaveLength(0);
  });
});
