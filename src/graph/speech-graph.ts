import { SPEECH_STEP_SAMPLES } from '../audio/speech-steps.ts';
import { GraphBuilder, type Value } from './graph-builder.ts';
import { ElementType } from './onnx-protobuf.ts';
import type { SileroWeights } from './silero-weights.ts';

/** Samples before a step that it looks at too. */
export const SPEECH_CONTEXT_SAMPLES = 64;
/** Samples mirrored at the end of a step. */
export const SPEECH_MIRRORED_SAMPLES = 64;
/** Numbers in each of the two vectors that a step hands to the next. */
export const SPEECH_STATE_SIZE = 128;

const HOP = 128;
const BLOCKS = (SPEECH_CONTEXT_SAMPLES + SPEECH_STEP_SAMPLES + SPEECH_MIRRORED_SAMPLES) / HOP; // 5
const FRAMES = BLOCKS - 1; // each of two blocks
const BINS = 129;

/**
 * Silero VAD for many steps of one recording at once, which its own graph takes one at a time: all that does not depend
 * on the step before is computed for all steps together, as matrix products, and one LSTM then runs over them.
 *
 * `blocks [steps, 5, 128]`, `hidden [1, 1, 128]`, `cell [1, 1, 128]` → `probabilities [steps]`, `next_hidden`,
 * `next_cell`.
 */
export function buildSpeechGraph(weights: SileroWeights): GraphBuilder {
  const graph = new GraphBuilder('speech');
  const blocks = graph.input('blocks', ElementType.float32, ['steps', BLOCKS, HOP]);
  const state = [1, 1, SPEECH_STATE_SIZE];
  const hidden = graph.input('hidden', ElementType.float32, state);
  const cell = graph.input('cell', ElementType.float32, state);
  const features = addEncoder(graph, addMagnitudes(graph, blocks, weights), weights);
  addLstm(graph, { features, hidden, cell }, weights);
  addProbabilities(graph, weights);
  graph.output('probabilities', ElementType.float32, ['steps']);
  graph.output('next_hidden', ElementType.float32, state);
  graph.output('next_cell', ElementType.float32, state);
  return graph;
}

/** `[steps, 5, 128]` → `[steps, 4 × 129]`: magnitudes of the short-time Fourier transform. */
function addMagnitudes(graph: GraphBuilder, blocks: Value, weights: SileroWeights): Value {
  const halves = [slice(graph, blocks, [0, FRAMES]), slice(graph, blocks, [1, BLOCKS])];
  const frames = graph.operation('Concat', halves, { attributes: { axis: 2 } });
  const basis = graph.weight('basis', [2 * HOP, 2 * BINS], () =>
    transposed(weights('model.stft.forward_basis_buffer'), 2 * BINS, 2 * HOP),
  );
  const spectrum = graph.operation('MatMul', [frames, basis]);
  const squares = graph.operation('Mul', [spectrum, spectrum]);
  const real = slice(graph, squares, [0, BINS], 2);
  const imaginary = slice(graph, squares, [BINS, 2 * BINS], 2);
  const magnitudes = graph.operation('Sqrt', [graph.operation('Add', [real, imaginary])]);
  return graph.reshape(magnitudes, [-1, FRAMES * BINS]);
}

/**
 * `[steps, 4 × 129]` → `[steps, 1, 128]`: four convolutions over 4, 4, 2 and 1 positions. So few positions make each a
 * matrix product with the taps at their places and zeros elsewhere, without padding and rearranging in between.
 */
function addEncoder(graph: GraphBuilder, magnitudes: Value, weights: SileroWeights): Value {
  let value = magnitudes;
  for (const [index, convolution] of ENCODER.entries()) {
    const name = `model.encoder.${String(index)}.reparam_conv`;
    const outputs = countOutputs(convolution);
    const dims = [convolution.positions * convolution.inputs, outputs * convolution.outputs];
    const kernel = graph.weight(`${name}.weight`, dims, () => placedTaps(weights(`${name}.weight`), convolution));
    const bias = graph.weight(`${name}.bias`, [dims[1]!], () => repeated(weights(`${name}.bias`), outputs));
    value = graph.operation('Relu', [graph.operation('Gemm', [value, kernel, bias])]);
  }
  return graph.reshape(value, [-1, 1, SPEECH_STATE_SIZE]);
}

/** Three taps over `positions`, padded by one on both sides. */
interface Convolution {
  readonly positions: number;
  readonly stride: number;
  readonly inputs: number;
  readonly outputs: number;
}

const ENCODER: readonly Convolution[] = [
  { positions: FRAMES, stride: 1, inputs: BINS, outputs: 128 },
  { positions: FRAMES, stride: 2, inputs: 128, outputs: 64 },
  { positions: 2, stride: 2, inputs: 64, outputs: 64 },
  { positions: 1, stride: 1, inputs: 64, outputs: SPEECH_STATE_SIZE },
];

function countOutputs({ positions, stride }: Convolution): number {
  return Math.ceil(positions / stride);
}

interface LstmInputs {
  readonly features: Value;
  readonly hidden: Value;
  readonly cell: Value;
}

function addLstm(graph: GraphBuilder, { features, hidden, cell }: LstmInputs, weights: SileroWeights): void {
  const size = SPEECH_STATE_SIZE;
  const rnn = (name: string) => reorderGates(weights(`model.decoder.rnn.${name}`));
  const inputs = [
    features,
    graph.weight('lstm.w', [1, 4 * size, size], () => rnn('weight_ih')),
    graph.weight('lstm.r', [1, 4 * size, size], () => rnn('weight_hh')),
    graph.weight('lstm.b', [1, 8 * size], () => Float32Array.of(...rnn('bias_ih'), ...rnn('bias_hh'))),
    '',
    hidden,
    cell,
  ];
  const outputs = ['heard', 'next_hidden', 'next_cell'];
  graph.operation('LSTM', inputs, { attributes: { hidden_size: size }, outputs });
}

function addProbabilities(graph: GraphBuilder, weights: SileroWeights): void {
  const heard = graph.operation('Relu', [graph.reshape('heard', [-1, SPEECH_STATE_SIZE])]);
  const kernel = graph.weight('output.weight', [SPEECH_STATE_SIZE, 1], () => weights('model.decoder.decoder.2.weight'));
  const bias = graph.weight('output.bias', [1], () => weights('model.decoder.decoder.2.bias'));
  const sum = graph.operation('Add', [graph.operation('MatMul', [heard, kernel]), bias]);
  graph.operation('Sigmoid', [graph.reshape(sum, [-1])], { outputs: ['probabilities'] });
}

function slice(graph: GraphBuilder, value: Value, [start, end]: readonly [number, number], axis = 1): Value {
  return graph.operation('Slice', [value, graph.int64([start]), graph.int64([end]), graph.int64([axis])]);
}

function transposed(values: Float32Array, rows: number, columns: number): Float32Array {
  return values.map((_, index) => values[(index % rows) * columns + Math.floor(index / rows)]!);
}

/** Convolution weights `[outputs, inputs, 3]` as a matrix `[positions × inputs, output positions × outputs]`. */
function placedTaps(values: Float32Array, convolution: Convolution): Float32Array {
  const { positions, stride, inputs, outputs } = convolution;
  const width = countOutputs(convolution) * outputs;
  const matrix = new Float32Array(positions * inputs * width);
  for (let column = 0; column < width; column++) {
    const centre = Math.floor(column / outputs) * stride;
    const kernel = values.subarray((column % outputs) * inputs * 3);
    for (let row = 0; row < positions * inputs; row++) {
      const tap = Math.floor(row / inputs) - centre + 1;
      if (tap >= 0 && tap < 3) matrix[row * width + column] = kernel[(row % inputs) * 3 + tap]!;
    }
  }
  return matrix;
}

function repeated(values: Float32Array, count: number): Float32Array {
  return Float32Array.from({ length: count * values.length }, (_, index) => values[index % values.length]!);
}

/** From PyTorch's order of gates (input, forget, cell, output) to that of ONNX (input, output, forget, cell). */
function reorderGates(values: Float32Array): Float32Array {
  const quarter = values.length / 4;
  const reordered = new Float32Array(values.length);
  for (const [place, gate] of [0, 3, 1, 2].entries()) {
    reordered.set(values.subarray(gate * quarter, (gate + 1) * quarter), place * quarter);
  }
  return reordered;
}
