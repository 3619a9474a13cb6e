import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { medianFilter } from '../../src/decode/median-filter.ts';
import golden from '../golden/word-times.json' with { type: 'json' };
import { seededNoise } from '../helpers/seeded-noise.ts';

function filtered(values: readonly number[] | Float32Array): Float32Array {
  const target = new Float32Array(values.length);
  medianFilter(Float32Array.from(values), target);
  return target;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[(values.length - 1) / 2]!;
}

describe('medianFilter', () => {
  it.each(golden.filters)('gives what transformers gives for $seed values', ({ seed, values }) => {
    expect(filtered(seededNoise(seed, seed))).toEqual(Float32Array.from(values));
  });

  it('gives the median of each value and three neighbours on both sides, mirrored at the ends', () => {
    const lists = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 4, maxLength: 40 });
    fc.assert(
      fc.property(lists, (values) => {
        const left = values.slice(1, 4).reverse();
        const right = values.slice(-4, -1).reverse();
        const padded = [...left, ...values, ...right];
        // The filter takes 0 and −0 for equal.
        const expected = values.map((_, index) => median(padded.slice(index, index + 7)) + 0);
        expect(Array.from(filtered(values), (value) => value + 0)).toEqual(expected);
      }),
    );
  });

  it('takes out what stands alone and keeps steps', () => {
    expect([...filtered([0, 0, 9, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1])]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1]);
  });

  it('ends when a value is not a number', () => {
    expect(filtered([1, 2, NaN, 4, 5, 6, 7, 8, 9])).toHaveLength(9);
  });
});
