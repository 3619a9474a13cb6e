import { WhisperBatchError } from '../errors.ts';
import type { WhisperConfig } from '../graph/whisper-config.ts';
import type { JsonFile } from '../json-file.ts';

/** One head of the decoder's cross-attention. */
export interface AlignmentHead {
  readonly layer: number;
  readonly head: number;
}

/**
 * Reads `alignment_heads`: pairs of layer and head; empty where the file has none.
 *
 * @throws WhisperBatchError `MODEL_DAMAGED` when it is something else
 */
export function parseAlignmentHeads(file: JsonFile): readonly AlignmentHead[] {
  const value = file.get('alignment_heads') ?? [];
  if (Array.isArray(value) && value.every(isPair)) return value.map(([layer, head]) => ({ layer, head }));
  const shown = JSON.stringify(value).slice(0, 60);
  throw damaged(`${file.path}: expected \`alignment_heads\` to be a list of pairs of layer and head, found ${shown}`);
}

/**
 * The heads whose cross-attention tells when a token is spoken: those the model lists, else all in the upper half of the
 * layers, as OpenAI's program does for models that are new to it.
 *
 * @throws WhisperBatchError `MODEL_DAMAGED` when a listed head does not exist
 */
export function chooseAlignmentHeads(
  listed: readonly AlignmentHead[],
  { decoderLayers, decoderHeads }: Pick<WhisperConfig, 'decoderLayers' | 'decoderHeads'>,
): readonly AlignmentHead[] {
  const missing = listed.find(({ layer, head }) => layer >= decoderLayers || head >= decoderHeads);
  if (missing) {
    const sizes = `${String(decoderLayers)} layers of ${String(decoderHeads)} heads`;
    const found = `head ${String(missing.head)} of layer ${String(missing.layer)}`;
    throw damaged(`generation_config.json: expected \`alignment_heads\` within ${sizes}, found ${found}`);
  }
  if (listed.length > 0) return listed;
  const first = Math.floor(decoderLayers / 2);
  return Array.from({ length: (decoderLayers - first) * decoderHeads }, (_, index) => ({
    layer: first + Math.floor(index / decoderHeads),
    head: index % decoderHeads,
  }));
}

function isPair(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every((item) => Number.isInteger(item) && item >= 0);
}

function damaged(what: string): WhisperBatchError {
  const remedy = 'Get generation_config.json again from where the model came from.';
  return new WhisperBatchError('MODEL_DAMAGED', `${what}.`, remedy);
}
