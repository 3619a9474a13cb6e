import { AUDIO_POSITIONS } from '../hyperparameters.ts';
import type { Value } from './graph-builder.ts';
import { addFeedForward, addLinear, addResidualNorm, type LayerContext } from './layers.ts';
import { addRowBlocks } from './row-blocks.ts';

/**
 * Adds the encoder's layers and last normalisation: the convolutions' output and the positions, both `[1500, width]`, →
 * the audio's hidden states `[1500, width]`.
 *
 * Attention alone looks at all rows at once: what stands between two attentions is computed block by block.
 */
export function addEncoderLayers(context: LayerContext, audio: Value, positions: Value): Value {
  const { encoderLayers } = context.checkpoint.config;
  let rows = addRowBlocks(context, 'encoder_begin', [audio, positions], (inner, [output, residual]) =>
    addAttentionInputs(inner, { output: output!, residual: residual! }, 0),
  );
  for (let layer = 0; layer < encoderLayers; layer++) {
    const [query, key, value, residual] = rows;
    const attention = addAttention(context, [query!, key!, value!]);
    const inputs = [attention, residual!];
    rows = addRowBlocks(context, `encoder_layer_${String(layer)}`, inputs, (inner, [attended, before]) => {
      const branch = addBehindAttention(inner, { output: attended!, residual: before! }, layer);
      if (layer + 1 < encoderLayers) return addAttentionInputs(inner, branch, layer + 1);
      return [addResidualNorm(inner, branch.output, branch.residual, 'model.encoder.layer_norm').normalised];
    });
  }
  return rows[0]!;
}

/** What a part of a layer gives, and the residual that it is still to be added to. */
interface Branch {
  readonly output: Value;
  readonly residual: Value;
}

/** Gives query, key, value and the next residual. */
function addAttentionInputs(context: LayerContext, { output, residual }: Branch, layer: number): Value[] {
  const prefix = prefixOf(layer);
  const { width } = context;
  const { normalised, sum } = addResidualNorm(context, output, residual, `${prefix}.self_attn_layer_norm`);
  const project = (name: string, hasBias: boolean) =>
    addLinear(context, normalised, { name: `${prefix}.self_attn.${name}`, inputs: width, outputs: width, hasBias });
  return [project('q_proj', true), project('k_proj', false), project('v_proj', true), sum];
}

function addAttention({ graph, checkpoint, width }: LayerContext, rows: readonly Value[]): Value {
  const inputs = rows.map((each) => graph.reshape(each, [1, AUDIO_POSITIONS, width]));
  const attention = graph.operation('MultiHeadAttention', inputs, {
    domain: 'com.microsoft',
    attributes: { num_heads: checkpoint.config.encoderHeads },
  });
  return graph.reshape(attention, [AUDIO_POSITIONS, width]);
}

function addBehindAttention(context: LayerContext, attention: Branch, layer: number): Branch {
  const prefix = prefixOf(layer);
  const { width, checkpoint } = context;
  const layerOut = { name: `${prefix}.self_attn.out_proj`, inputs: width, outputs: width };
  const projected = addLinear(context, attention.output, layerOut);
  const mixed = addResidualNorm(context, projected, attention.residual, `${prefix}.final_layer_norm`);
  const output = addFeedForward(context, mixed.normalised, prefix, checkpoint.config.encoderFeedForwardWidth);
  return { output, residual: mixed.sum };
}

function prefixOf(layer: number): string {
  return `model.encoder.layers.${String(layer)}`;
}
