import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bootstrapInterval } from '../../src/metrics/bootstrap.ts';
import { addEdits, errorRate, type EditCounts } from '../../src/metrics/edit-counts.ts';

const file = (substitutions: number, referenceLength: number): EditCounts => ({
  substitutions,
  deletions: 0,
  insertions: 0,
  referenceLength,
});

describe('bootstrapInterval', () => {
  it('is about two standard errors wide for many equal files', () => {
    // 400 files of one word, a quarter of them wrong: the standard error is √(0.25 × 0.75 / 400) = 0.0217.
    const { low, high } = bootstrapInterval(
      Array.from({ length: 400 }, (_, index) => file(index % 4 === 0 ? 1 : 0, 1)),
    )!;
    expect(low).toBeCloseTo(0.25 - 1.96 * 0.0217, 2);
    expect(high).toBeCloseTo(0.25 + 1.96 * 0.0217, 2);
  });

  it('is the same every time', () => {
    const files = [file(1, 10), file(3, 20), file(0, 5)];
    expect(bootstrapInterval(files)).toEqual(bootstrapInterval(files));
  });

  it('lies within the rates of the files, in order', () => {
    const files = fc.array(fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 20 })), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(files, (pairs) => {
        const counts = pairs.map(([edits, length]) => file(edits, length));
        const rates = counts.map((one) => errorRate(one)!);
        const { low, high } = bootstrapInterval(counts)!;
        expect(low).toBeLessThanOrEqual(high);
        expect(low).toBeGreaterThanOrEqual(Math.min(...rates) - 1e-9);
        expect(high).toBeLessThanOrEqual(Math.max(...rates) + 1e-9);
        if (new Set(rates).size === 1) expect(low).toBeCloseTo(errorRate(addEdits(counts))!, 9);
      }),
      { numRuns: 30 },
    );
  });

  it('is unknown for a single file, and without a word in the references', () => {
    expect(bootstrapInterval([file(1, 10)])).toBeNull();
    expect(bootstrapInterval([file(0, 0), file(0, 0)])).toBeNull();
  });

  it('leaves out draws of nothing but empty references', () => {
    expect(bootstrapInterval([file(0, 0), file(1, 4)])).toEqual({ low: 0.25, high: 0.25 });
  });
});
