import { AUDIO_POSITIONS } from '../hyperparameters.ts';
import { GraphBuilder, type Value } from './graph-builder.ts';
import { ElementType } from './onnx-protobuf.ts';

/** Small graphs that do one thing, to see how fast ONNX Runtime does it on this machine. */

/** A graph to be timed. */
export type Probe =
  /** Matrix products one after the other: `[rows, widths[0]]` → `[rows, widths[1]]` → … */
  | { readonly kind: 'compute'; readonly rows: number; readonly widths: readonly number[] }
  /** One pass over `heads` blocks of `[1500, 64]`, as the decoder reads the keys or the values of the audio. */
  | { readonly kind: 'bandwidth'; readonly operation: 'keys' | 'values' | 'maximum'; readonly heads: number };

/** A probe ready to be run. */
export interface ProbeGraph {
  readonly graph: GraphBuilder;
  /** Dimensions of the float32 inputs by name. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  /** Operations (`compute`) or bytes read (`bandwidth`) in one run. */
  readonly work: number;
}

const FLOAT_BYTES = 4;
const HEAD_WIDTH = 64;
/** A prime, so that no row of a matrix is like the one above. */
const PERIOD = 1009;

/** Bytes of one block that a `bandwidth` probe reads. */
export const PROBE_HEAD_BYTES = FLOAT_BYTES * AUDIO_POSITIONS * HEAD_WIDTH;

/** Builds a probe. Its output is one number, because onnxruntime-node copies whatever comes out. */
export function buildProbe(probe: Probe): ProbeGraph {
  return probe.kind === 'compute' ? buildProducts(probe.rows, probe.widths) : buildPass(probe);
}

/** Numbers from −1 to 1 that repeat after 1009: nothing overflows in a chain, and nothing becomes subnormal. */
export function probeValues(length: number): Float32Array {
  const values = new Float32Array(length);
  const period = Math.min(PERIOD, length);
  for (let index = 0; index < period; index++) values[index] = ((index * 631) % PERIOD) / 504 - 1;
  // Doubling what is there is fast for hundreds of megabytes; a function for each number takes seconds.
  for (let filled = period; filled < length; filled *= 2) values.copyWithin(filled, 0, filled);
  return values;
}

function buildProducts(rows: number, widths: readonly number[]): ProbeGraph {
  const graph = new GraphBuilder('compute_probe');
  const dims = [rows, widths[0]!];
  let value = graph.input('x', ElementType.float32, dims);
  let work = 0;
  for (const [index, outputs] of widths.slice(1).entries()) {
    const inputs = widths[index]!;
    // Keeps the mean square of a row: uniform values have a third.
    const scale = Math.sqrt(3 / inputs);
    const weight = graph.weight(`weight_${String(index)}`, [outputs, inputs], () =>
      probeValues(outputs * inputs).map((weightValue) => weightValue * scale),
    );
    value = graph.operation('Gemm', [value, weight], { attributes: { transB: 1 } });
    work += 2 * rows * inputs * outputs;
  }
  addFirstElement(graph, value, 2);
  return { graph, inputs: { x: dims }, work };
}

function buildPass({ operation, heads }: Extract<Probe, { kind: 'bandwidth' }>): ProbeGraph {
  const graph = new GraphBuilder('bandwidth_probe');
  const data = [1, heads, AUDIO_POSITIONS, HEAD_WIDTH];
  const vectors = { keys: [1, heads, HEAD_WIDTH, 1], values: [1, heads, 1, AUDIO_POSITIONS], maximum: undefined };
  const vector = vectors[operation];
  graph.input('data', ElementType.float32, data);
  if (vector) graph.input('vector', ElementType.float32, vector);
  addFirstElement(graph, addPass(graph, operation), data.length);
  const work = heads * PROBE_HEAD_BYTES;
  return { graph, inputs: vector ? { data, vector } : { data }, work };
}

function addPass(graph: GraphBuilder, operation: 'keys' | 'values' | 'maximum'): Value {
  if (operation === 'keys') return graph.operation('MatMul', ['data', 'vector']);
  if (operation === 'values') return graph.operation('MatMul', ['vector', 'data']);
  return graph.operation('ReduceMax', ['data'], { attributes: { axes: [2, 3], keepdims: 1 } });
}

function addFirstElement(graph: GraphBuilder, value: Value, rank: number): void {
  const each = (size: number) => graph.int64(Array.from({ length: rank }, () => size));
  const axes = graph.int64(Array.from({ length: rank }, (_, axis) => axis));
  graph.operation('Slice', [value, each(0), each(1), axes], { outputs: ['first'] });
  graph.output(
    'first',
    ElementType.float32,
    Array.from({ length: rank }, () => 1),
  );
}
