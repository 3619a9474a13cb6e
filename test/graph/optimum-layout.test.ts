import { describe, expect, it } from 'vitest';
import { cacheNames, OPTIMUM_FILES } from '../../src/graph/optimum-layout.ts';

describe('cacheNames', () => {
  it('names keys and values as Optimum does', () => {
    expect(cacheNames('present', 0, 'decoder')).toEqual(['present.0.decoder.key', 'present.0.decoder.value']);
    expect(cacheNames('past_key_values', 11, 'encoder')).toEqual([
      'past_key_values.11.encoder.key',
      'past_key_values.11.encoder.value',
    ]);
  });
});

describe('OPTIMUM_FILES', () => {
  it('lists the files that the task automatic-speech-recognition-with-past makes', () => {
    expect(OPTIMUM_FILES).toEqual(['encoder_model.onnx', 'decoder_model.onnx', 'decoder_with_past_model.onnx']);
  });
});
