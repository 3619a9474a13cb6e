import { describe, expect, it } from 'vitest';
import { isAsLoudAsSpeech, loudSeconds } from '../../src/batch/loudness.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';

describe('isAsLoudAsSpeech', () => {
  const window = seededNoise(32_000, 1);
  const scaled = (factor: number) => seededNoise(16_000, 2).map((sample) => factor * sample);

  it('tells parts down to a tenth of the loudness from quieter ones', () => {
    expect(isAsLoudAsSpeech(scaled(0.12), window)).toBe(true);
    expect(isAsLoudAsSpeech(scaled(0.08), window)).toBe(false);
  });

  it('hears nothing in silence', () => {
    expect(isAsLoudAsSpeech(new Float32Array(16_000), new Float32Array(32_000))).toBe(false);
  });

  it('hears speech beside a clap that is a hundred times as loud', () => {
    const clapped = window.slice();
    clapped.set(
      seededNoise(4800, 4).map((sample) => 100 * sample),
      1600,
    );
    expect(isAsLoudAsSpeech(scaled(0.12), clapped)).toBe(true);
    expect(isAsLoudAsSpeech(scaled(0.08), clapped)).toBe(false);
  });

  it('hears a single loud tenth of a second', () => {
    const part = scaled(0.01);
    part.set(seededNoise(1600, 3), 8000);
    expect(isAsLoudAsSpeech(part, window)).toBe(true);
  });
});

describe('loudSeconds', () => {
  it('counts the tenths of a second that are not much quieter than the loudest', () => {
    const sound = seededNoise(32_000, 1).map((sample, index) => (index < 8000 ? sample : sample / 50));
    expect(loudSeconds(sound)).toBeCloseTo(0.5, 9);
    expect(loudSeconds(new Float32Array(32_000))).toBe(0);
    expect(loudSeconds(sound.subarray(6400), sound)).toBeCloseTo(0.1, 9);
  });
});
