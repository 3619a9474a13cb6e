import { expect, it } from 'vitest';
import { concatSamples } from '../../src/audio/concat-samples.ts';

it('puts runs one after the other into memory of their own', () => {
  const joined = concatSamples([Float32Array.of(1, 2), new Float32Array(0), Float32Array.of(3)]);
  expect(joined).toEqual(Float32Array.of(1, 2, 3));
  expect(joined.buffer.byteLength).toBe(12);
  expect(concatSamples([])).toEqual(new Float32Array(0));
});
