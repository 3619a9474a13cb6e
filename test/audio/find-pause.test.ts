import { describe, expect, it } from 'vitest';
import { findPause, findQuietest } from '../../src/audio/find-pause.ts';
import { seededNoise } from './recordings.ts';

const RATE_HZ = 16_000;
const WHOLE = { first: 0, last: 10 * RATE_HZ };

/** Ten seconds of noise, silenced or lowered to a level at [start, length, level]. */
function noiseWith(...pauses: (readonly [number, number, number])[]): Float32Array {
  const samples = seededNoise(10 * RATE_HZ).map((sample) => 0.3 * sample);
  for (const [start, length, level] of pauses) {
    for (let n = start * RATE_HZ; n < (start + length) * RATE_HZ; n++) samples[n]! *= level;
  }
  return samples;
}

/** Silenced for 30 ms ten times a second, as speech is where a "t" or "k" is closed. */
function withClosures(samples: Float32Array): Float32Array {
  for (let start = 0; start < samples.length; start += RATE_HZ / 10) samples.fill(0, start, start + 0.03 * RATE_HZ);
  return samples;
}

describe('findPause', () => {
  it('gives the middle of a pause', () => {
    expect(findPause(noiseWith([4, 0.5, 0]), WHOLE)! / RATE_HZ).toBeCloseTo(4.25, 1);
  });

  it('looks within the range only, ends included', () => {
    const samples = noiseWith([2, 0.5, 0], [6, 0.5, 0]);
    expect(findPause(samples, { first: 0, last: 4 * RATE_HZ })! / RATE_HZ).toBeCloseTo(2.25, 1);
    expect(findPause(samples, { first: 3 * RATE_HZ, last: 5 * RATE_HZ })).toBeUndefined();
    const cut = findPause(samples, { first: 0, last: 6.1 * RATE_HZ })!;
    expect(cut).toBeLessThanOrEqual(6.1 * RATE_HZ);
  });

  it('prefers a much deeper pause to a later one', () => {
    expect(findPause(noiseWith([3, 0.4, 0.01], [6, 0.4, 0.2]), WHOLE)! / RATE_HZ).toBeCloseTo(3.2, 1);
  });

  it('prefers the later of two clear pauses, though it is less deep', () => {
    expect(findPause(noiseWith([3, 0.4, 0], [6, 0.4, 0.03]), WHOLE)! / RATE_HZ).toBeCloseTo(6.2, 1);
  });

  it('gives the latest one where that is asked for, however shallow, but nothing that is no pause', () => {
    const latest = (...pauses: Parameters<typeof noiseWith>) => findPause(noiseWith(...pauses), WHOLE, 'latest');
    expect(latest([3, 0.4, 0.01], [6, 0.4, 0.08], [8, 0.4, 0.63])! / RATE_HZ).toBeCloseTo(6.2, 1);
    // Of one dip the quietest moment, not its edge.
    expect(latest([5, 0.8, 0.1], [5, 0.3, 0.001])! / RATE_HZ).toBeCloseTo(5.15, 1);
    expect(latest([8, 0.4, 0.63])).toBeUndefined();
    expect(findPause(new Float32Array(10 * RATE_HZ), WHOLE, 'latest')! / RATE_HZ).toBeGreaterThan(9);
  });

  it('finds none in even sound, nor in a dip of 4 dB', () => {
    expect(findPause(noiseWith(), WHOLE)).toBeUndefined();
    expect(findPause(noiseWith([4, 0.5, 0.63]), WHOLE)).toBeUndefined();
  });

  it('finds none in a quiet word of clean speech, but the same dip in noise', () => {
    const noise = seededNoise(10 * RATE_HZ, 7);
    const speech = withClosures(noiseWith([4, 0.4, 0.2])); // −14 dB
    expect(findPause(speech, WHOLE)).toBeUndefined();
    const noisy = speech.map((sample, n) => sample + 0.05 * noise[n]!);
    expect(findPause(noisy, WHOLE)! / RATE_HZ).toBeCloseTo(4.2, 1);
  });

  it('finds one anywhere in silence', () => {
    expect(findPause(new Float32Array(10 * RATE_HZ), WHOLE)).toBeGreaterThan(0);
  });

  it('finds none in a range shorter than a pause', () => {
    expect(findPause(new Float32Array(RATE_HZ), { first: 0, last: 2000 })).toBeUndefined();
    expect(findPause(new Float32Array(0), { first: 0, last: 0 })).toBeUndefined();
  });
});

describe('findQuietest', () => {
  it('gives the quietest moment, though it is no pause', () => {
    const samples = noiseWith([2, 0.3, 0.5], [4, 0.3, 0.3]);
    expect(findPause(samples, { first: 0, last: 3 * RATE_HZ })).toBeUndefined();
    expect(findQuietest(samples, WHOLE)! / RATE_HZ).toBeCloseTo(4.15, 1);
  });

  it('looks within the range only', () => {
    const samples = noiseWith([2, 0.3, 0.5], [4, 0.3, 0.3]);
    expect(findQuietest(samples, { first: 0, last: 3 * RATE_HZ })! / RATE_HZ).toBeCloseTo(2.15, 1);
  });

  it('finds none in even sound, nor in an empty range', () => {
    expect(findQuietest(noiseWith(), WHOLE)).toBeUndefined();
    expect(findQuietest(noiseWith([4, 0.5, 0]), { first: 0, last: 0 })).toBeUndefined();
  });
});
