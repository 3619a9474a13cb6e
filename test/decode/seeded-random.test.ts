import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/decode/seeded-random.ts';

function take(random: () => number, count: number): number[] {
  return Array.from({ length: count }, random);
}

describe('seededRandom', () => {
  const audio = Float32Array.of(0.1, 0.2);

  it('gives the same numbers for the same audio and temperature, wherever the samples lie', () => {
    const elsewhere = Float32Array.of(9, 0.1, 0.2, 9).subarray(1, 3);
    expect(take(seededRandom(elsewhere, 0.2), 5)).toEqual(take(seededRandom(audio, 0.2), 5));
  });

  it('gives others for other audio and another temperature', () => {
    const numbers = take(seededRandom(audio, 0.2), 5);
    expect(take(seededRandom(audio, 0.4), 5)).not.toEqual(numbers);
    expect(take(seededRandom(Float32Array.of(0.1, 0.3), 0.2), 5)).not.toEqual(numbers);
  });

  it('spreads evenly from 0 to 1', () => {
    const numbers = take(seededRandom(audio, 1), 10_000);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    for (let part = 0; part < 10; part++) {
      const share = numbers.filter((number) => Math.floor(number * 10) === part).length / numbers.length;
      expect(Math.abs(share - 0.1)).toBeLessThan(0.02);
    }
  });
});
