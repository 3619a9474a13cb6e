import { describe, expect, it } from 'vitest';
import { filterKernel } from '../../src/audio/filter-kernel.ts';
import { areSame, seededNoise } from './recordings.ts';

describe('filterKernel', () => {
  it('is the same at every call, so that many recordings cost one memory', () => {
    expect(filterKernel()).toBe(filterKernel());
  });

  it('places arrays and cleared room apart from each other, whatever was there before', () => {
    const kernel = filterKernel();
    for (const length of [5, 200_000, 17]) {
      const noise = seededNoise(length);
      const [first, room, second] = kernel.place(noise, length, noise);
      expect(areSame(kernel.read(first, length), noise)).toBe(true);
      expect(areSame(kernel.read(room, length), new Float32Array(length))).toBe(true);
      expect(areSame(kernel.read(second, length), noise)).toBe(true);
    }
  });

  it('hands out copies, which later jobs leave alone', () => {
    const kernel = filterKernel();
    const [pointer] = kernel.place(Float32Array.of(1, 2, 3));
    const copy = kernel.read(pointer, 3);
    kernel.place(Float32Array.of(4, 5, 6));
    expect([...copy]).toEqual([1, 2, 3]);
  });
});
