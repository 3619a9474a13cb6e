import { describe, expect, it } from 'vitest';
import { tensor } from '../../src/graph/onnx-session.ts';
import { floatValues, statesAt } from '../../src/model/decoder-outputs.ts';

describe('statesAt', () => {
  it('takes one token of each row', () => {
    const states = tensor(
      'float32',
      Float32Array.from({ length: 12 }, (_, index) => index),
      [2, 3, 2],
    );
    const chosen = statesAt(states, [2, 0]);
    expect([chosen.dims, [...floatValues(chosen)]]).toEqual([
      [2, 2],
      [4, 5, 6, 7],
    ]);
  });

  it('lays a single step over the same memory', () => {
    const values = Float32Array.of(1, 2, 3, 4);
    expect(floatValues(statesAt(tensor('float32', values, [2, 1, 2]), [0, 0])).buffer).toBe(values.buffer);
  });
});

describe('floatValues', () => {
  it('refuses what is not there', () => {
    expect(() => floatValues(undefined)).toThrow(
      new TypeError('Expected a float32 output of the decoder graph, found none.'),
    );
  });
});
