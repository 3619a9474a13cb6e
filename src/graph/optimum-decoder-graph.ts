import type { Checkpoint } from './checkpoint.ts';
import { GraphBuilder, type Value } from './graph-builder.ts';
import type { LayerContext } from './layers.ts';
import { ElementType } from './onnx-protobuf.ts';
import { cacheNames, type CacheOwner } from './optimum-layout.ts';
import { addAttention, addHeads, addNorm, addStandardFeedForward, addSum, addTensor } from './standard-layers.ts';

const AUDIO_LENGTH = 'encoder_sequence_length';
const TOKEN_COUNT = 'decoder_sequence_length';
const PAST_LENGTH = 'past_decoder_sequence_length';

/**
 * The decoder's first step as Optimum exports it: `input_ids [batch, tokens]`,
 * `encoder_hidden_states [batch, 1500, width]` → `logits [batch, tokens, vocabulary]`,
 * `present.i.decoder.*` `[batch, heads, tokens, head width]`, `present.i.encoder.*` `[batch, heads, 1500, head width]`.
 */
export function buildOptimumDecoder(checkpoint: Checkpoint): GraphBuilder {
  return buildDecoder(checkpoint, false);
}

/**
 * The decoder's further steps as Optimum exports them: `input_ids [batch, tokens]`,
 * `past_key_values.i.{decoder,encoder}.*` → `logits`, `present.i.decoder.*` with the tokens' own appended.
 *
 * The tokens' positions follow those of the past.
 */
export function buildOptimumDecoderWithPast(checkpoint: Checkpoint): GraphBuilder {
  return buildDecoder(checkpoint, true);
}

interface DecoderContext extends LayerContext {
  readonly hasPast: boolean;
  readonly heads: number;
  readonly headWidth: number;
  /** `[batch, tokens, heads, head width]` of what is computed from tokens. */
  readonly tokenShape: Value;
  /** `[tokens]`, counted from the start of the transcript. */
  readonly positions: Value;
  /** `[tokens, past + tokens]`: 0 where a token may look, −∞ where it would see what comes later. */
  readonly mask: Value;
}

function buildDecoder(checkpoint: Checkpoint, hasPast: boolean): GraphBuilder {
  const { modelWidth: width, decoderHeads: heads, decoderLayers, vocabularySize } = checkpoint.config;
  const graph = new GraphBuilder(hasPast ? 'whisper_decoder_with_past' : 'whisper_decoder');
  graph.input('input_ids', ElementType.int64, ['batch_size', TOKEN_COUNT]);
  if (!hasPast) graph.input('encoder_hidden_states', ElementType.float32, ['batch_size', AUDIO_LENGTH, width]);
  graph.output('logits', ElementType.float32, ['batch_size', TOKEN_COUNT, vocabularySize]);
  const shapes = { heads, headWidth: width / heads, tokenShape: addTokenShape(graph, [heads, width / heads]) };
  const context: DecoderContext = { graph, checkpoint, width, hasPast, ...shapes, ...addPositions(graph, hasPast) };
  let x = addEmbeddings(context);
  for (let layer = 0; layer < decoderLayers; layer++) x = addDecoderLayer(context, x, layer);
  addLogits(context, addNorm(context, x, 'model.decoder.layer_norm'));
  return graph;
}

function addTokenShape(graph: GraphBuilder, innerDims: readonly number[]): Value {
  const inputs = [graph.operation('Shape', ['input_ids']), graph.int64(innerDims)];
  return graph.operation('Concat', inputs, { attributes: { axis: 0 } });
}

function addPositions(graph: GraphBuilder, hasPast: boolean): Pick<DecoderContext, 'positions' | 'mask'> {
  const size = (value: Value, axis: number) =>
    graph.operation('Gather', [graph.operation('Shape', [value]), graph.int64(axis)]);
  const past = hasPast ? size(cacheNames('past_key_values', 0, 'decoder')[0], 2) : graph.int64(0);
  const total = graph.operation('Add', [past, size('input_ids', 1)]);
  const range = (start: Value) => graph.operation('Range', [start, total, graph.int64(1)]);
  const positions = range(past);
  const rows = graph.operation('Unsqueeze', [positions, graph.int64([1])]);
  const isVisible = graph.operation('LessOrEqual', [range(graph.int64(0)), rows]);
  return { positions, mask: graph.operation('Where', [isVisible, graph.float(0), graph.float(-Infinity)]) };
}

function addEmbeddings(context: DecoderContext): Value {
  const { graph, checkpoint, width, positions } = context;
  const table = addTensor(context, 'model.decoder.embed_positions.weight', [checkpoint.config.maxTokens, width]);
  const tokens = graph.operation('Gather', [addTokenTable(context), 'input_ids']);
  return graph.reshape(addSum(context, tokens, graph.operation('Gather', [table, positions])), [-1, width]);
}

// Token embedding and output projection are one matrix.
function addTokenTable(context: LayerContext): Value {
  const { vocabularySize } = context.checkpoint.config;
  return addTensor(context, 'model.decoder.embed_tokens.weight', [vocabularySize, context.width]);
}

function addDecoderLayer(context: DecoderContext, x: Value, layer: number): Value {
  const { decoderFeedForwardWidth } = context.checkpoint.config;
  const prefix = `model.decoder.layers.${String(layer)}`;
  const own = addNorm(context, x, `${prefix}.self_attn_layer_norm`);
  const attended = addSum(context, x, addSelfAttention(context, own, layer));
  const cross = addNorm(context, attended, `${prefix}.encoder_attn_layer_norm`);
  const heard = addSum(context, attended, addCrossAttention(context, cross, layer));
  const mixed = addNorm(context, heard, `${prefix}.final_layer_norm`);
  return addSum(context, heard, addStandardFeedForward(context, mixed, prefix, decoderFeedForwardWidth));
}

function addSelfAttention(context: DecoderContext, x: Value, layer: number): Value {
  const { headWidth, tokenShape: shape, mask } = context;
  const prefix = `model.decoder.layers.${String(layer)}.self_attn`;
  const presents = addCacheOutputs(context, layer, 'decoder');
  const queries = addHeads(context, x, { prefix, kind: 'q', shape, headWidth });
  const [keys, values] = (['k', 'v'] as const).map((kind, index) => {
    const output = presents[index]!;
    if (!context.hasPast) return addHeads(context, x, { prefix, kind, shape, headWidth, output });
    const past = addCacheInput(context, { layer, owner: 'decoder', index });
    const own = addHeads(context, x, { prefix, kind, shape, headWidth });
    return context.graph.operation('Concat', [past, own], { attributes: { axis: 2 }, outputs: [output] });
  });
  return addAttention(context, prefix, { queries, keys: keys!, values: values!, mask });
}

function addCrossAttention(context: DecoderContext, x: Value, layer: number): Value {
  const { headWidth, tokenShape: shape } = context;
  const prefix = `model.decoder.layers.${String(layer)}.encoder_attn`;
  const queries = addHeads(context, x, { prefix, kind: 'q', shape, headWidth });
  const [keys, values] = context.hasPast
    ? [0, 1].map((index) => addCacheInput(context, { layer, owner: 'encoder', index }))
    : addAudioProjections(context, layer, prefix);
  return addAttention(context, prefix, { queries, keys: keys!, values: values! });
}

function addAudioProjections(context: DecoderContext, layer: number, prefix: string): Value[] {
  const { graph, width, heads, headWidth } = context;
  const states = graph.reshape('encoder_hidden_states', [-1, width]);
  const outerDims = graph.operation('Shape', ['encoder_hidden_states'], { attributes: { start: 0, end: 2 } });
  const shape = graph.operation('Concat', [outerDims, graph.int64([heads, headWidth])], { attributes: { axis: 0 } });
  const presents = addCacheOutputs(context, layer, 'encoder');
  return (['k', 'v'] as const).map((kind, index) =>
    addHeads(context, states, { prefix, kind, shape, headWidth, output: presents[index]! }),
  );
}

interface CacheInput {
  readonly layer: number;
  readonly owner: CacheOwner;
  /** 0 for keys, 1 for values. */
  readonly index: number;
}

function addCacheInput({ graph, heads, headWidth }: DecoderContext, { layer, owner, index }: CacheInput): Value {
  const length = owner === 'decoder' ? PAST_LENGTH : AUDIO_LENGTH;
  const name = cacheNames('past_key_values', layer, owner)[index]!;
  return graph.input(name, ElementType.float32, ['batch_size', heads, length, headWidth]);
}

function addCacheOutputs(context: DecoderContext, layer: number, owner: CacheOwner): readonly Value[] {
  const { graph, heads, headWidth, hasPast } = context;
  const tokens = hasPast ? `${PAST_LENGTH} + ${TOKEN_COUNT}` : TOKEN_COUNT;
  const length = owner === 'decoder' ? tokens : AUDIO_LENGTH;
  const names = cacheNames('present', layer, owner);
  for (const name of names) graph.output(name, ElementType.float32, ['batch_size', heads, length, headWidth]);
  return names;
}

function addLogits(context: DecoderContext, x: Value): void {
  const { graph, checkpoint } = context;
  const rows = graph.operation('Gemm', [x, addTokenTable(context)], { attributes: { transB: 1 } });
  const shape = addTokenShape(graph, [checkpoint.config.vocabularySize]);
  graph.operation('Reshape', [rows, shape], { outputs: ['logits'] });
}
