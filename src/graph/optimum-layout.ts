/** Names of files and tensors in Optimum's ONNX exports of encoder-decoder speech models. */

export const OPTIMUM_ENCODER = 'encoder_model.onnx';
/** Takes the prompt and the encoder's states, and gives the keys and values of both attentions. */
export const OPTIMUM_DECODER = 'decoder_model.onnx';
/** Takes further tokens and all keys and values there are so far. */
export const OPTIMUM_DECODER_WITH_PAST = 'decoder_with_past_model.onnx';

/** The three graphs of an Optimum export. */
export const OPTIMUM_FILES = [OPTIMUM_ENCODER, OPTIMUM_DECODER, OPTIMUM_DECODER_WITH_PAST] as const;

/** Whose keys and values: those of earlier tokens (`decoder`) or those of the audio (`encoder`). */
export type CacheOwner = 'decoder' | 'encoder';

/** Names of one layer's keys and values where they enter (`past_key_values`) or leave (`present`) a decoder. */
export function cacheNames(
  side: 'past_key_values' | 'present',
  layer: number,
  owner: CacheOwner,
): readonly [key: string, value: string] {
  const prefix = `${side}.${String(layer)}.${owner}`;
  return [`${prefix}.key`, `${prefix}.value`];
}
