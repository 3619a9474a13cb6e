import type { GraphBuilder } from '../../src/graph/graph-builder.ts';
import { openSession, type InferenceSession, type Tensor } from '../../src/graph/onnx-session.ts';
import { encodeModel } from '../../src/graph/write-model.ts';

/** Opens a graph without writing it, with ONNX Runtime's optimisations switched off unless asked for. */
export function openGraph(
  graph: GraphBuilder,
  optimization: 'disabled' | 'all' = 'disabled',
): Promise<InferenceSession> {
  const settings = { threads: 1, allowSpinning: false, optimization };
  return openSession(encodeModel(graph), settings);
}

/** Runs a graph once and gives its outputs by name. */
export async function runGraph(
  graph: GraphBuilder,
  feeds: Readonly<Record<string, Tensor>>,
): Promise<Readonly<Record<string, Tensor>>> {
  const session = await openGraph(graph);
  try {
    return await session.run(feeds);
  } finally {
    await session.release();
  }
}

/** The float32 values of an output. */
export function valuesOf(outputs: Readonly<Record<string, Tensor>>, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (data instanceof Float32Array) return data;
  throw new TypeError(`Expected float32 values of ${name}.`);
}

/** The largest absolute difference of two equally long lists. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new RangeError(`Expected equal lengths, found ${a.length} and ${b.length}.`);
  let largest = 0;
  // Math.max keeps a NaN, which then fails every comparison.
  for (let index = 0; index < a.length; index++) largest = Math.max(largest, Math.abs(a[index]! - b[index]!));
  return largest;
}
