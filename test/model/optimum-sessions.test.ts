import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openModelFolder, type ModelFolder } from '../../src/model/model-folder.ts';
import { allCacheNames, openOptimumSessions } from '../../src/model/optimum-sessions.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { writeTinyModel } from '../helpers/tiny-export.ts';

const settings = { threads: 1, allowSpinning: false };
let model: ModelFolder;

beforeAll(async () => {
  model = openModelFolder((await writeTinyModel()).optimumFolder);
});

describe('openOptimumSessions', () => {
  it('opens the three graphs and one that makes their features', async () => {
    const sessions = await openOptimumSessions(model.path, model.config, settings);
    expect(sessions.logMel.outputNames).toEqual(sessions.encoder.inputNames);
    expect(sessions.encoder.outputNames).toEqual(['last_hidden_state']);
    expect(sessions.decoder.inputNames).toEqual(['input_ids', 'encoder_hidden_states']);
    expect(sessions.decoderWithPast.inputNames).toHaveLength(1 + 2 * 4);
    const { logMel, encoder, decoder, decoderWithPast } = sessions;
    for (const session of [logMel, encoder, decoder, decoderWithPast]) await session.release();
  });

  it('refuses graphs of another size than config.json says', async () => {
    const path = join(model.path, 'decoder_model.onnx');
    const config = { ...model.config, decoderLayers: 3, vocabularySize: 51_865 };
    const { code, message } = await rejectionOf(openOptimumSessions(model.path, config, settings));
    expect(code).toBe('MODEL_UNSUPPORTED');
    expect(message).toBe(
      `${path}: expected the tensors of an Optimum export in FP32 that fits config.json, found ` +
        '`logits` as float32 [batch_size, decoder_sequence_length, 200] instead of float32 [*, *, 51865]; ' +
        'no output `present.2.decoder.key`; no output `present.2.decoder.value`; ' +
        'no output `present.2.encoder.key`; and 1 more.',
    );
  });

  it('refuses a decoder in the place of the one with past', async () => {
    const folder = `${model.path}-mixed-up`;
    cpSync(model.path, folder, { recursive: true });
    const path = join(folder, 'decoder_with_past_model.onnx');
    cpSync(join(folder, 'decoder_model.onnx'), path);
    const { message } = await rejectionOf(openOptimumSessions(folder, model.config, settings));
    expect(message).toBe(
      `${path}: expected the tensors of an Optimum export in FP32 that fits config.json, found ` +
        'no input `past_key_values.0.decoder.key`; no input `past_key_values.0.decoder.value`; ' +
        'no input `past_key_values.1.decoder.key`; no input `past_key_values.1.decoder.value`; and 4 more.',
    );
  });
});

describe('allCacheNames', () => {
  it('lists keys and values layer by layer', () => {
    expect(allCacheNames('present', 'encoder', model.config)).toEqual([
      'present.0.encoder.key',
      'present.0.encoder.value',
      'present.1.encoder.key',
      'present.1.encoder.value',
    ]);
  });
});
