import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mean, percentile, sortSamples, summarizeSamples } from '../../src/metrics/statistics.ts';

const samples = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1 });

describe('sortSamples', () => {
  it('sorts by value and leaves the original as it was', () => {
    const values = [10, 9, 100];
    expect(sortSamples(values)).toEqual([9, 10, 100]);
    expect(values).toEqual([10, 9, 100]);
  });

  it('refuses what is no finite number', () => {
    expect(() => sortSamples([1, Number.NaN])).toThrow(new RangeError('Expected finite samples, found NaN.'));
  });
});

describe('percentile', () => {
  it('interpolates linearly at rank (n − 1) × fraction', () => {
    const sorted = sortSamples([1, 2, 3, 4]);
    expect(percentile(sorted, 0.5)).toBe(2.5);
    expect(percentile(sorted, 0.9)).toBeCloseTo(3.7, 12);
    expect(percentile(sorted, 0)).toBe(1);
    expect(percentile(sorted, 1)).toBe(4);
  });

  it('is null of nothing and the sample itself of one', () => {
    expect(percentile(sortSamples([]), 0.5)).toBeNull();
    expect(percentile(sortSamples([7]), 0.95)).toBe(7);
  });

  it('lies within the samples and never falls as the fraction rises', () => {
    const fraction = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(samples, fraction, fraction, (values, one, other) => {
        const sorted = sortSamples(values);
        const low = percentile(sorted, Math.min(one, other)) ?? -1;
        const high = percentile(sorted, Math.max(one, other)) ?? -1;
        expect(low).toBeLessThanOrEqual(high * (1 + 1e-12));
        expect(low).toBeGreaterThanOrEqual(Math.min(...values));
        expect(high).toBeLessThanOrEqual(Math.max(...values) * (1 + 1e-12));
      }),
    );
  });
});

describe('mean', () => {
  it('is the sum by the count, and null of nothing', () => {
    expect(mean([1, 2, 6])).toBe(3);
    expect(mean([])).toBeNull();
  });
});

describe('summarizeSamples', () => {
  it('summarises samples in any order', () => {
    expect(summarizeSamples([4, 1, 3, 2, 5])).toEqual({ min: 1, mean: 3, median: 3, p90: 4.6, p95: 4.8, max: 5 });
  });

  it('has no figures for no samples', () => {
    expect(summarizeSamples([])).toEqual({ min: null, mean: null, median: null, p90: null, p95: null, max: null });
  });
});
