import { describe, expect, it } from 'vitest';
import { filterKernel } from '../../src/audio/filter-kernel.ts';
import { areSame, seededNoise } from './recordings.ts';

describe('filterKernel', () => {
  it('is the same at every call, so that many recordings cost one memory', () => {
    expect(filterKernel()).toBe(filterKernel());
  });

  it('places coefficients, samples and outputs apart from each other, whatever was there before', () => {
    const kernel = filterKernel();
    for (const length of [5, 200_000, 17]) {
      const [coefficients, samples] = [seededNoise(length, 1), seededNoise(length, 2)];
      const job = kernel.place(coefficients, samples, length);
      expect(job.output - job.samples).toBeGreaterThanOrEqual(4 * length);
      expect(areSame(kernel.read(job.coefficients, length), coefficients)).toBe(true);
      expect(areSame(kernel.read(job.samples, length), samples)).toBe(true);
      expect(kernel.read(job.output, length)).toHaveLength(length);
    }
  });

  it('copies coefficients once for jobs that follow each other, and again after others', () => {
    const kernel = filterKernel();
    const [coefficients, others, samples] = [Float32Array.of(1, 2), Float32Array.of(3, 4), Float32Array.of(0)];
    const { coefficients: pointer } = kernel.place(coefficients, samples, 1);
    coefficients[0] = 9;
    kernel.place(coefficients, samples, 1);
    expect([...kernel.read(pointer, 2)]).toEqual([1, 2]);
    kernel.place(others, samples, 1);
    kernel.place(coefficients, samples, 1);
    expect([...kernel.read(pointer, 2)]).toEqual([9, 2]);
  });

  it('hands out copies, which later jobs leave alone', () => {
    const kernel = filterKernel();
    const { samples } = kernel.place(Float32Array.of(0), Float32Array.of(1, 2, 3), 1);
    const copy = kernel.read(samples, 3);
    kernel.place(Float32Array.of(0), Float32Array.of(4, 5, 6), 1);
    expect([...copy]).toEqual([1, 2, 3]);
  });
});
