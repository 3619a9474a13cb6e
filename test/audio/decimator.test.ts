import { describe, expect, it } from 'vitest';
import { createDecimator } from '../../src/audio/decimator.ts';
import { rootMeanSquare, sine } from './recordings.ts';

const halve = (samples: Float32Array): Float32Array =>
  createDecimator({ rateHz: 32_000, passHz: 7500, stopHz: 8000 }).push(samples);

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

  it('holds back what it cannot decide yet', () => {
    expect(halve(new Float32Array(150))).toHaveLength(0);
  });
});
