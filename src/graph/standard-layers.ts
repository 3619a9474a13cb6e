import type { GraphBuilder, Value } from './graph-builder.ts';
import { addLinear, LAYER_NORM_EPSILON, type LayerContext } from './layers.ts';

/** Layers made of the ONNX standard's operators alone, for programs other than ONNX Runtime. */

/** Adds a tensor of the checkpoint as it is. */
export function addTensor({ graph, checkpoint }: LayerContext, name: string, dims: readonly number[]): Value {
  return graph.weight(name, dims, () => checkpoint.tensor(name, dims));
}

/** Adds `layerNorm(x)`: `[rows, width]` → `[rows, width]`. */
export function addNorm(context: LayerContext, x: Value, name: string): Value {
  const { graph, width } = context;
  const weights = ['weight', 'bias'].map((suffix) => addTensor(context, `${name}.${suffix}`, [width]));
  return graph.operation('LayerNormalization', [x, ...weights], {
    attributes: { axis: -1, epsilon: { float: LAYER_NORM_EPSILON } },
  });
}

/** Adds the exact Gaussian error linear unit, `x · (1 + erf(x / √2)) / 2`. */
export function addStandardGelu(graph: GraphBuilder, x: Value): Value {
  const error = graph.operation('Erf', [graph.operation('Mul', [x, graph.float(Math.SQRT1_2)])]);
  const doubled = graph.operation('Mul', [x, graph.operation('Add', [error, graph.float(1)])]);
  return graph.operation('Mul', [doubled, graph.float(0.5)]);
}

/** Adds `fc2(gelu(fc1(x)))`: `[rows, width]` → `[rows, width]`. */
export function addStandardFeedForward(context: LayerContext, x: Value, prefix: string, hiddenWidth: number): Value {
  const { graph, width } = context;
  const hidden = addLinear(context, x, { name: `${prefix}.fc1`, inputs: width, outputs: hiddenWidth });
  const active = addStandardGelu(graph, hidden);
  return addLinear(context, active, { name: `${prefix}.fc2`, inputs: hiddenWidth, outputs: width });
}

/** One of an attention's three projections. */
export interface HeadProjection {
  /** Tensor name of the attention block. */
  readonly prefix: string;
  readonly kind: 'q' | 'k' | 'v';
  /** `[batch, length, heads, head width]` as Reshape takes it. */
  readonly shape: Value;
  /** Width of a head; queries are scaled by its inverse root. */
  readonly headWidth: number;
  /** The name it must have because it leaves the graph. */
  readonly output?: Value;
}

/** Adds a projection split into heads: `[batch · length, width]` → `[batch, heads, length, head width]`. */
export function addHeads(context: LayerContext, x: Value, projection: HeadProjection): Value {
  const { graph, width } = context;
  const { prefix, kind, shape, headWidth, output } = projection;
  const rows = addLinear(context, x, {
    name: `${prefix}.${kind}_proj`,
    inputs: width,
    outputs: width,
    hasBias: kind !== 'k',
    scale: kind === 'q' ? headWidth ** -0.5 : 1,
  });
  return graph.transpose(graph.operation('Reshape', [rows, shape]), [0, 2, 1, 3], output ? [output] : undefined);
}

/** Queries, keys and values, split into heads. */
export interface AttentionInputs {
  readonly queries: Value;
  readonly keys: Value;
  readonly values: Value;
  /** Added to the scores; −∞ where a query may not look. */
  readonly mask?: Value;
}

/** Adds `softmax(q · kᵀ + mask) · v` and the output projection: → `[batch · length, width]`. */
export function addAttention(context: LayerContext, prefix: string, inputs: AttentionInputs): Value {
  const { graph, width } = context;
  const { queries, keys, values, mask } = inputs;
  const products = graph.operation('MatMul', [queries, graph.transpose(keys, [0, 1, 3, 2])]);
  const scores = mask === undefined ? products : graph.operation('Add', [products, mask]);
  const weights = graph.operation('Softmax', [scores], { attributes: { axis: -1 } });
  const mixed = graph.operation('MatMul', [weights, values]);
  const rows = graph.reshape(graph.transpose(mixed, [0, 2, 1, 3]), [-1, width]);
  return addLinear(context, rows, { name: `${prefix}.out_proj`, inputs: width, outputs: width });
}

/** Adds `x + y`. */
export function addSum({ graph }: LayerContext, x: Value, y: Value): Value {
  return graph.operation('Add', [x, y]);
}
