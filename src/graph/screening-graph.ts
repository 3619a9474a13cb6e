import type { Checkpoint } from './checkpoint.ts';
import { canMultiplyFullBytes } from './cpu-features.ts';
import { GraphBuilder, type Value } from './graph-builder.ts';
import type { LayerContext } from './layers.ts';
import { ElementType } from './onnx-protobuf.ts';
import { addScaledState, addTokenRows, lastNorm, tokenTable } from './projection-graph.ts';
import { screeningWeights } from './screening-weights.ts';

/**
 * Finds the likeliest tokens without reading the whole token matrix (106 MB in whisper-base) at every step: the
 * decoder's `state [B, width]` and `length [1]`, below the size of the vocabulary → `shortlist_tokens`,
 * `shortlist_logits`, `shortlist_estimates` `[B, length]`, `ceiling` `[B, 1]`, which no other token's logit is above, and
 * `estimate_sum` `[B, 1]`, the logarithm of the sum of the exponentials of all estimates; `estimates [B, vocabulary]`
 * themselves, which are only fetched after a prompt.
 *
 * All logits are estimated in 8 bits. What rounding can have changed in each is bounded by norms (Cauchy–Schwarz:
 * |s·t − s'·t'| ≤ |s − s'| |t'| + |s| |t − t'|). The tokens with the highest upper bounds get exact float32 logits; the
 * best of them is the likeliest token of all if it is above the highest bound that is left.
 */
export function buildScreening(checkpoint: Checkpoint): GraphBuilder {
  const { modelWidth: width } = checkpoint.config;
  const graph = new GraphBuilder('whisper_screening');
  const context: LayerContext = { graph, checkpoint, width };
  const length = graph.input('length', ElementType.int64, [1]);
  const state = graph.input('state', ElementType.float32, ['batch', width]);
  const { estimates, bounds } = addEstimates(context, state);
  const tokens = addTop(context, bounds, length);
  const chosen = graph.operation('GatherElements', [estimates, tokens], {
    attributes: { axis: 1 },
    outputs: ['shortlist_estimates'],
  });
  graph.output(chosen, ElementType.float32, ['batch', 'length']);
  addExactLogits(context, { state, tokens, length });
  addEstimateSum(context, { estimates, tokens, chosen });
  return graph;
}

function addEstimates(context: LayerContext, state: Value): { estimates: Value; bounds: Value } {
  const { graph, checkpoint, width } = context;
  const { vocabularySize } = checkpoint.config;
  const weights = once(() => roundedWeights(context));
  const stored = (name: keyof ReturnType<typeof weights>, dims: readonly number[]) =>
    graph.weight(name, dims, () => weights()[name]);
  const [steps, scale, zero] = ['state_steps', 'state_scale', 'state_zero'] as const;
  graph.operation('DynamicQuantizeLinear', [state], { outputs: [steps, scale, zero] });
  const matrix = [stored('steps', [width, vocabularySize]), scale, stored('scales', [vocabularySize])];
  const estimates = graph.operation(
    'MatMulIntegerToFloat',
    [steps, ...matrix, zero, '', stored('shifts', [vocabularySize])],
    { domain: 'com.microsoft', outputs: ['estimates'] },
  );
  graph.output(estimates, ElementType.float32, ['batch', vocabularySize]);
  const lost = graph.operation('Sub', [state, graph.operation('DequantizeLinear', [steps, scale, zero])]);
  const norm = (value: Value) => graph.operation('ReduceL2', [value], { attributes: { axes: [1], keepdims: 1 } });
  const norms = graph.operation('Concat', [norm(lost), norm(state)], { attributes: { axis: 1 } });
  const bounds = graph.operation('Gemm', [norms, stored('errorNorms', [2, vocabularySize]), estimates]);
  return { estimates, bounds };
}

function roundedWeights(context: LayerContext) {
  const projection = {
    tokens: tokenTable(context),
    normScale: lastNorm(context, 'weight'),
    normShift: lastNorm(context, 'bias'),
  };
  return screeningWeights(projection, canMultiplyFullBytes() ? 127 : 63);
}

// One more than the list is long: the first that is left out bounds all that are.
function addTop(context: LayerContext, bounds: Value, length: Value): Value {
  const { graph } = context;
  const top = ['highest_bounds', 'highest_tokens'] as const;
  const oneMore = graph.operation('Add', [length, graph.int64([1])]);
  graph.operation('TopK', [bounds, oneMore], { outputs: top });
  const tokens = addColumns(context, top[1], { from: graph.int64([0]), to: length, name: 'shortlist_tokens' });
  const ceiling = addColumns(context, top[0], { from: length, to: oneMore, name: 'ceiling' });
  graph.output(tokens, ElementType.int64, ['batch', 'length']);
  graph.output(ceiling, ElementType.float32, ['batch', 1]);
  return tokens;
}

interface ExactLogits {
  readonly state: Value;
  readonly tokens: Value;
  readonly length: Value;
}

function addExactLogits(context: LayerContext, { state, tokens, length }: ExactLogits): void {
  const { graph, width } = context;
  const rows = addTokenRows(context, tokens);
  const products = graph.operation('MatMul', [rows, graph.reshape(addScaledState(context, state), [-1, width, 1])]);
  const dims = graph.operation('Concat', [graph.int64([-1]), length], { attributes: { axis: 0 } });
  graph.operation('Reshape', [products, dims], { outputs: ['shortlist_logits'] });
  graph.output('shortlist_logits', ElementType.float32, ['batch', 'length']);
}

interface Estimates {
  readonly estimates: Value;
  readonly tokens: Value;
  readonly chosen: Value;
}

// An estimate less its log-probability is the sum; LogSoftmax has a fast kernel, ReduceLogSumExp takes 1 ms a row.
function addEstimateSum(context: LayerContext, { estimates, tokens, chosen }: Estimates): void {
  const { graph } = context;
  const logProbabilities = graph.operation('LogSoftmax', [estimates], { attributes: { axis: 1 } });
  const first = (value: Value, name: string) =>
    addColumns(context, value, { from: graph.int64([0]), to: graph.int64([1]), name });
  const logProbability = graph.operation('GatherElements', [logProbabilities, first(tokens, 'first_token')], {
    attributes: { axis: 1 },
  });
  graph.operation('Sub', [first(chosen, 'first_estimate'), logProbability], { outputs: ['estimate_sum'] });
  graph.output('estimate_sum', ElementType.float32, ['batch', 1]);
}

interface Columns {
  readonly from: Value;
  readonly to: Value;
  readonly name: string;
}

function addColumns({ graph }: LayerContext, value: Value, { from, to, name }: Columns): Value {
  const edges = [from, to, graph.int64([1])];
  return graph.operation('Slice', [value, ...edges], { outputs: [name] });
}

function once<Result>(make: () => Result): () => Result {
  let made: Result | undefined;
  return () => (made ??= make());
}
