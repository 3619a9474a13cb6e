import type { Checkpoint } from './checkpoint.ts';
import { GraphBuilder, type Value } from './graph-builder.ts';
import type { LayerContext } from './layers.ts';
import { ElementType } from './onnx-protobuf.ts';

/** Name of the token matrix in checkpoints and graphs. */
export const TOKEN_TABLE = 'model.decoder.embed_tokens.weight';

/** The parts of the decoder's last normalisation. */
export type NormPart = 'weight' | 'bias';

/** The output projection as a graph of its own: the decoder's `state [B, width]` → `logits [B, vocabulary]`. */
export function buildProjection(checkpoint: Checkpoint): GraphBuilder {
  const { vocabularySize, modelWidth: width } = checkpoint.config;
  const graph = new GraphBuilder('whisper_projection');
  const context: LayerContext = { graph, checkpoint, width };
  const state = graph.input('state', ElementType.float32, ['batch', width]);
  const table = graph.weight(TOKEN_TABLE, [vocabularySize, width], () => tokenTable(context));
  graph.operation('Gemm', [addScaledState(context, state), table], {
    attributes: { transB: 1 },
    outputs: ['logits'],
  });
  graph.output('logits', ElementType.float32, ['batch', vocabularySize]);
  return graph;
}

/** Adds what the decoder leaves out: scale and shift of its last normalisation. */
export function addScaledState(context: LayerContext, state: Value): Value {
  const { graph, width } = context;
  const part = (name: NormPart) => graph.weight(normName(name), [width], () => lastNorm(context, name));
  return graph.operation('Add', [graph.operation('Mul', [state, part('weight')]), part('bias')]);
}

/**
 * Adds rows of the token matrix for `indices` of any shape: that shape and `width`.
 *
 * Where the checkpoint has them in half precision, as OpenAI published them, so has the graph: every half is a float32, and
 * the table takes half the memory.
 */
export function addTokenRows(context: LayerContext, indices: Value): Value {
  const { graph, checkpoint, width } = context;
  const dims = [checkpoint.config.vocabularySize, width];
  const isHalf = checkpoint.isHalf(TOKEN_TABLE);
  const values = () => (isHalf ? checkpoint.halves(TOKEN_TABLE, dims) : tokenTable(context));
  const rows = graph.operation('Gather', [graph.weight(TOKEN_TABLE, dims, values), indices]);
  return isHalf ? graph.operation('Cast', [rows], { attributes: { to: ElementType.float32 } }) : rows;
}

/** Values of the token matrix `[vocabulary, width]`, which embeds tokens and projects states. */
export function tokenTable({ checkpoint, width }: Pick<LayerContext, 'checkpoint' | 'width'>): Float32Array {
  return checkpoint.tensor(TOKEN_TABLE, [checkpoint.config.vocabularySize, width]);
}

/** Scale (`weight`) or shift (`bias`) of the decoder's last normalisation, `[width]`. */
export function lastNorm(
  { checkpoint, width }: Pick<LayerContext, 'checkpoint' | 'width'>,
  part: NormPart,
): Float32Array {
  return checkpoint.tensor(normName(part), [width]);
}

function normName(part: NormPart): string {
  return `model.decoder.layer_norm.${part}`;
}
