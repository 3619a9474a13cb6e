import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseWhisperConfig, type WhisperConfig } from '../../src/graph/whisper-config.ts';
import { JsonFile } from '../../src/json-file.ts';
import { errorOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { TINY_CONFIG } from '../helpers/tiny-checkpoint.ts';

const path = join(temporaryFolder(), 'config.json');

function parse(changes: Readonly<Record<string, unknown>> = {}): WhisperConfig {
  writeFileSync(path, JSON.stringify({ ...TINY_CONFIG, decoder_ffn_dim: 256, ...changes }));
  return parseWhisperConfig(JsonFile.read(path));
}

describe('parseWhisperConfig', () => {
  it('reads every size from its own field', () => {
    expect(parse({ encoder_layers: 3, decoder_layers: 4, encoder_attention_heads: 4 })).toEqual({
      modelWidth: 128,
      melBins: 80,
      encoderLayers: 3,
      encoderHeads: 4,
      encoderFeedForwardWidth: 192,
      decoderLayers: 4,
      decoderHeads: 2,
      decoderFeedForwardWidth: 256,
      vocabularySize: 200,
      maxTokens: 48,
    });
  });

  it.each([
    ['another kind of network', { model_type: 'wav2vec2' }, 'expected model_type "whisper", found "wav2vec2"'],
    ['no kind of network', { model_type: undefined }, 'expected model_type "whisper", found "unknown"'],
    ['other windows', { max_source_positions: 750 }, 'expected max_source_positions 1500, found 750'],
    ['another activation', { activation_function: 'relu' }, 'expected activation_function "gelu", found "relu"'],
  ])('refuses %s', (_, changes, what) => {
    expect(errorOf(() => parse(changes))).toEqual({
      code: 'MODEL_UNSUPPORTED',
      message: `${path}: ${what}.`,
      remedy: 'Use a folder that holds a Whisper checkpoint.',
    });
  });

  it('takes GELU for granted when no activation is named', () => {
    expect(parse({ activation_function: undefined }).modelWidth).toBe(128);
  });

  it.each([
    'd_model',
    'num_mel_bins',
    'encoder_layers',
    'encoder_attention_heads',
    'encoder_ffn_dim',
    'decoder_layers',
    'decoder_attention_heads',
    'decoder_ffn_dim',
    'vocab_size',
    'max_target_positions',
    'max_source_positions',
  ])('names %s when it is missing', (field) => {
    expect(errorOf(() => parse({ [field]: undefined })).message).toBe(
      `${path}: expected \`${field}\` to be a whole number of at least 1, found nothing.`,
    );
  });

  it.each(['encoder_attention_heads', 'decoder_attention_heads'])(
    'refuses %s that do not divide the width',
    (field) => {
      expect(errorOf(() => parse({ [field]: 3 }))).toEqual({
        code: 'MODEL_DAMAGED',
        message: `${path}: expected \`${field}\` to divide \`d_model\` 128, found 3.`,
        remedy: 'Get the file again from where the model came from.',
      });
    },
  );
});
