import { AUDIO_POSITIONS } from '../hyperparameters.ts';
import type { Checkpoint } from './checkpoint.ts';
import { GraphBuilder, type Value } from './graph-builder.ts';
import {
  addFeedForward,
  addLinear,
  addResidualNorm,
  LAYER_NORM_EPSILON,
  type LayerContext,
  type NormalisedSum,
} from './layers.ts';
import { ElementType } from './onnx-protobuf.ts';
import { addTokenRows } from './projection-graph.ts';

/**
 * The decoder as one graph for prompts and single steps: `input_ids [B, S]`, `position_ids [B, S]`, `seqlens_k [B]`
 * (a row's tokens so far − 1), `total_len` (the longest row's tokens so far), `past_k_i`, `past_v_i`
 * `[B, heads, room for positions, head width]`, `cross_k_i`, `cross_v_i` → `states [B, S, width]` after each token,
 * normalised but not yet scaled and shifted (the projections do that), and `fresh_k_i`, `fresh_v_i` `[B, S, width]`, the
 * keys and values of the new tokens, to be kept for the next step. `attention_i` `[B, heads, S, audio positions]` says
 * where in the audio a layer's heads looked; who does not ask for it pays nothing.
 */
export function buildDecoder(checkpoint: Checkpoint): GraphBuilder {
  const { config } = checkpoint;
  const graph = new GraphBuilder('whisper_decoder');
  const context: DecoderContext = { graph, checkpoint, width: config.modelWidth, ...addLengthInputs(graph) };
  const { token, position } = addEmbeddings(context);
  let block = token;
  let residual = position;
  for (let layer = 0; layer < config.decoderLayers; layer++) {
    ({ normalised: block, sum: residual } = addDecoderLayer(context, block, residual, layer));
  }
  addStates(context, graph.operation('Add', [block, residual]));
  return graph;
}

interface DecoderContext extends LayerContext {
  readonly lengths: readonly [seqlensK: Value, totalLength: Value];
}

function addLengthInputs(graph: GraphBuilder): Pick<DecoderContext, 'lengths'> {
  const seqlensK = graph.input('seqlens_k', ElementType.int32, ['batch']);
  return { lengths: [seqlensK, graph.input('total_len', ElementType.int32, [])] };
}

function addEmbeddings(context: DecoderContext): { token: Value; position: Value } {
  const { graph, checkpoint, width } = context;
  const ids = graph.input('input_ids', ElementType.int64, ['batch', 'tokens']);
  const positionIds = graph.input('position_ids', ElementType.int64, ['batch', 'tokens']);
  const name = 'model.decoder.embed_positions.weight';
  const dims = [checkpoint.config.maxTokens, width];
  const positions = graph.weight(name, dims, () => checkpoint.tensor(name, dims));
  const flat = (rows: Value) => graph.reshape(rows, [-1, width]);
  const position = flat(graph.operation('Gather', [positions, positionIds]));
  return { token: flat(addTokenRows(context, ids)), position };
}

/** Gives the layer's last block and the residual it is still to be added to. */
function addDecoderLayer(context: DecoderContext, block: Value, residual: Value, layer: number): NormalisedSum {
  const prefix = `model.decoder.layers.${String(layer)}`;
  const own = addResidualNorm(context, block, residual, `${prefix}.self_attn_layer_norm`);
  const attention = addSelfAttention(context, own.normalised, layer);
  const cross = addResidualNorm(context, attention, own.sum, `${prefix}.encoder_attn_layer_norm`);
  const audio = addCrossAttention(context, cross.normalised, layer);
  const mixed = addResidualNorm(context, audio, cross.sum, `${prefix}.final_layer_norm`);
  const { decoderFeedForwardWidth } = context.checkpoint.config;
  return { normalised: addFeedForward(context, mixed.normalised, prefix, decoderFeedForwardWidth), sum: mixed.sum };
}

function addSelfAttention(context: DecoderContext, x: Value, layer: number): Value {
  const { graph, checkpoint, width, lengths } = context;
  const { decoderHeads: heads } = checkpoint.config;
  const prefix = `model.decoder.layers.${String(layer)}.self_attn`;
  const packed = addPackedProjection(context, x, prefix);
  const query = `${prefix}.query`;
  const fresh = addFreshOutputs(context, layer);
  graph.operation('Split', [packed], { attributes: { axis: 2 }, outputs: [query, ...fresh] });
  const attention = graph.operation(
    'GroupQueryAttention',
    [query, ...fresh, ...addPastInputs(context, layer), ...lengths],
    {
      domain: 'com.microsoft',
      attributes: { num_heads: heads, kv_num_heads: heads },
      // Past and fresh together come out as well, but stay inside: onnxruntime-node would copy them at every step.
      outputs: [`${prefix}.attention`, `${prefix}.keys`, `${prefix}.values`],
    },
  );
  const rows = graph.reshape(attention, [-1, width]);
  return addLinear(context, rows, { name: `${prefix}.out_proj`, inputs: width, outputs: width });
}

// Query, key and value in one product: [rows, width] → [B, S, 3 · width]; the key part of the bias is zero.
function addPackedProjection(context: DecoderContext, x: Value, prefix: string): Value {
  const { graph, checkpoint, width } = context;
  const parts = ['q_proj', 'k_proj', 'v_proj'];
  const weight = graph.weight(`${prefix}.qkv_proj.weight`, [3 * width, width], () =>
    concatenate(parts.map((part) => checkpoint.tensor(`${prefix}.${part}.weight`, [width, width]))),
  );
  const bias = graph.weight(`${prefix}.qkv_proj.bias`, [3 * width], () => {
    const [query, value] = ['q_proj', 'v_proj'].map((part) => checkpoint.tensor(`${prefix}.${part}.bias`, [width]));
    return concatenate([query!, new Float32Array(width), value!]);
  });
  const rows = graph.operation('Gemm', [x, weight, bias], { attributes: { transB: 1 } });
  const idsShape = graph.operation('Shape', ['input_ids']);
  const shape = graph.operation('Concat', [idsShape, graph.int64([3 * width])], { attributes: { axis: 0 } });
  return graph.operation('Reshape', [rows, shape]);
}

function addPastInputs(context: LayerContext, layer: number): [Value, Value] {
  const { decoderHeads, modelWidth } = context.checkpoint.config;
  const dims = ['batch', decoderHeads, 'positions', modelWidth / decoderHeads];
  const names: [Value, Value] = [`past_k_${String(layer)}`, `past_v_${String(layer)}`];
  for (const name of names) context.graph.input(name, ElementType.float32, dims);
  return names;
}

function addFreshOutputs({ graph, width }: LayerContext, layer: number): [Value, Value] {
  const names: [Value, Value] = [`fresh_k_${String(layer)}`, `fresh_v_${String(layer)}`];
  for (const name of names) graph.output(name, ElementType.float32, ['batch', 'tokens', width]);
  return names;
}

// Keys stand on the left of their product: reading [1500, 64] row by row is 1.6 times as fast as its transpose.
function addCrossAttention(context: DecoderContext, x: Value, layer: number): Value {
  const { graph, checkpoint, width } = context;
  const { decoderHeads: heads } = checkpoint.config;
  const headWidth = width / heads;
  const prefix = `model.decoder.layers.${String(layer)}.encoder_attn`;
  const keys = addCrossInput(context, 'k', layer);
  const values = addCrossInput(context, 'v', layer);
  const query = addLinear(context, x, {
    name: `${prefix}.q_proj`,
    inputs: width,
    outputs: width,
    scale: headWidth ** -0.5,
  });
  const split = graph.operation('Reshape', [query, addHeadShape(context, heads, headWidth)]);
  const scores = graph.operation('MatMul', [keys, graph.transpose(split, [0, 2, 3, 1])]);
  const weights = graph.operation('Softmax', [graph.transpose(scores, [0, 1, 3, 2])], {
    attributes: { axis: -1 },
    outputs: [`attention_${String(layer)}`],
  });
  graph.output(weights, ElementType.float32, ['batch', heads, 'tokens', 'audio_positions']);
  const mixed = graph.operation('MatMul', [weights, values]);
  const rows = graph.reshape(graph.transpose(mixed, [0, 2, 1, 3]), [-1, width]);
  return addLinear(context, rows, { name: `${prefix}.out_proj`, inputs: width, outputs: width });
}

function addHeadShape({ graph }: LayerContext, heads: number, headWidth: number): Value {
  const idsShape = graph.operation('Shape', ['input_ids']);
  return graph.operation('Concat', [idsShape, graph.int64([heads, headWidth])], { attributes: { axis: 0 } });
}

function addCrossInput({ graph, checkpoint, width }: LayerContext, kind: 'k' | 'v', layer: number): Value {
  const { decoderHeads: heads } = checkpoint.config;
  const dims = ['batch', heads, AUDIO_POSITIONS, width / heads];
  return graph.input(`cross_${kind}_${String(layer)}`, ElementType.float32, dims);
}

// The last normalisation without its scale and shift: screening keeps them apart.
function addStates(context: LayerContext, sums: Value): void {
  const { graph, width } = context;
  const idsShape = graph.operation('Shape', ['input_ids']);
  const shape = graph.operation('Concat', [idsShape, graph.int64([width])], { attributes: { axis: 0 } });
  const ones = graph.weight('ones', [width], () => new Float32Array(width).fill(1));
  graph.operation('LayerNormalization', [graph.operation('Reshape', [sums, shape]), ones], {
    attributes: { axis: -1, epsilon: { float: LAYER_NORM_EPSILON } },
    outputs: ['states'],
  });
  graph.output('states', ElementType.float32, ['batch', 'tokens', width]);
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
