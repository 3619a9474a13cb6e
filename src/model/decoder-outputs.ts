import { tensor, type Tensor } from '../graph/onnx-session.ts';

/** The numbers of a float32 tensor, without a copy. */
export function floatValues(value: Tensor | undefined): Float32Array {
  if (value?.data instanceof Float32Array) return value.data;
  throw new TypeError('Expected a float32 output of the decoder graph, found none.');
}

/**
 * Of the decoder's `states [rows, tokens, width]`, one token's in each row, as a tensor `[rows, width]`.
 *
 * @param tokenIndexes of each row
 */
export function statesAt(states: Tensor | undefined, tokenIndexes: readonly number[]): Tensor {
  const values = floatValues(states);
  const [rows, tokens, width] = states?.dims as [number, number, number];
  // A single step has nothing to choose from, and copies nothing.
  if (tokens === 1) return tensor('float32', values, [rows, width]);
  const chosen = new Float32Array(rows * width);
  for (const [row, index] of tokenIndexes.entries()) {
    const begin = (row * tokens + index) * width;
    chosen.set(values.subarray(begin, begin + width), row * width);
  }
  return tensor('float32', chosen, [rows, width]);
}
