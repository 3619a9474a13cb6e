import { WhisperBatchError } from '../errors.ts';
import { AUDIO_POSITIONS } from '../hyperparameters.ts';
import type { JsonFile } from '../json-file.ts';
import { damagedFile } from '../model-errors.ts';

/** The sizes of a Whisper network, from `config.json`. */
export interface WhisperConfig {
  readonly modelWidth: number;
  readonly melBins: number;
  readonly encoderLayers: number;
  readonly encoderHeads: number;
  readonly encoderFeedForwardWidth: number;
  readonly decoderLayers: number;
  readonly decoderHeads: number;
  readonly decoderFeedForwardWidth: number;
  readonly vocabularySize: number;
  /** Tokens the decoder has positions for, prompt included: 448. */
  readonly maxTokens: number;
}

/**
 * Reads the network's sizes.
 *
 * @throws WhisperBatchError `MODEL_UNSUPPORTED` when the folder holds another kind of network, `MODEL_DAMAGED` when sizes
 *   are missing or do not fit together
 */
export function parseWhisperConfig(file: JsonFile): WhisperConfig {
  requireWhisper(file);
  const modelWidth = file.positiveInteger('d_model');
  return {
    modelWidth,
    melBins: file.positiveInteger('num_mel_bins'),
    encoderLayers: file.positiveInteger('encoder_layers'),
    encoderHeads: headsOf(file, 'encoder_attention_heads', modelWidth),
    encoderFeedForwardWidth: file.positiveInteger('encoder_ffn_dim'),
    decoderLayers: file.positiveInteger('decoder_layers'),
    decoderHeads: headsOf(file, 'decoder_attention_heads', modelWidth),
    decoderFeedForwardWidth: file.positiveInteger('decoder_ffn_dim'),
    vocabularySize: file.positiveInteger('vocab_size'),
    maxTokens: file.positiveInteger('max_target_positions'),
  };
}

function requireWhisper(file: JsonFile): void {
  const type = file.string('model_type', 'unknown');
  if (type !== 'whisper') throw unsupported(file, `expected model_type "whisper", found "${type}"`);
  const positions = file.positiveInteger('max_source_positions');
  if (positions !== AUDIO_POSITIONS) {
    throw unsupported(file, `expected max_source_positions ${String(AUDIO_POSITIONS)}, found ${String(positions)}`);
  }
  const activation = file.string('activation_function', 'gelu');
  if (activation !== 'gelu') throw unsupported(file, `expected activation_function "gelu", found "${activation}"`);
}

function headsOf(file: JsonFile, field: string, modelWidth: number): number {
  const heads = file.positiveInteger(field);
  if (modelWidth % heads === 0) return heads;
  throw damagedFile(
    file.path,
    `expected \`${field}\` to divide \`d_model\` ${String(modelWidth)}, found ${String(heads)}`,
  );
}

function unsupported(file: JsonFile, what: string): WhisperBatchError {
  return new WhisperBatchError(
    'MODEL_UNSUPPORTED',
    `${file.path}: ${what}.`,
    'Use a folder that holds a Whisper checkpoint.',
  );
}
