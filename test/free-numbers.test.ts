import { describe, expect, it } from 'vitest';
import { freeNumbers } from '../src/free-numbers.ts';

describe('freeNumbers', () => {
  it('leaves nothing of any of them', () => {
    const [floats, integers] = [new Float32Array(1000), new BigInt64Array(10)];
    freeNumbers(floats.subarray(10, 20), integers);
    expect([floats.length, floats.buffer.byteLength, integers.length]).toEqual([0, 0, 0]);
  });
});
