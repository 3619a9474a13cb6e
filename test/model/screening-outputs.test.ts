import { describe, expect, it } from 'vitest';
import { tensor } from '../../src/graph/onnx-session.ts';
import { likelyLogits, shortlistsOf } from '../../src/model/screening-outputs.ts';

const floats = (values: readonly number[], dims: readonly number[]) =>
  tensor('float32', Float32Array.from(values), dims);

const outputs = {
  shortlist_tokens: tensor('int64', BigInt64Array.of(3n, 0n, 1n, 2n), [2, 2]),
  shortlist_logits: floats([9, 8, 7, 6], [2, 2]),
  shortlist_estimates: floats([8.5, 8.25, 7.5, 6.5], [2, 2]),
  ceiling: floats([5, 4], [2, 1]),
  estimate_sum: floats([10, 11], [2, 1]),
  estimates: floats([8.25, 1, 2, 8.5, 3, 7.5, 6.5, 4], [2, 4]),
};

describe('shortlistsOf', () => {
  it('gives each row its part', () => {
    expect(shortlistsOf(outputs, 2)).toEqual([
      {
        tokens: [3, 0],
        logits: Float32Array.of(9, 8),
        estimates: Float32Array.of(8.5, 8.25),
        ceiling: 5,
        estimateLogSum: 10,
      },
      {
        tokens: [1, 2],
        logits: Float32Array.of(7, 6),
        estimates: Float32Array.of(7.5, 6.5),
        ceiling: 4,
        estimateLogSum: 11,
      },
    ]);
  });
});

describe('likelyLogits', () => {
  it('has exact logits where there are any, and estimates elsewhere', () => {
    expect([...likelyLogits(outputs, 4)]).toEqual([8, 1, 2, 9, 3, 7, 6, 4]);
  });
});
