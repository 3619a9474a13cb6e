import { describe, expect, it } from 'vitest';
import { decodingRules } from '../../src/decode/decoding-rules.ts';
import { realGenerationConfig } from '../helpers/model-records.ts';

describe('decodingRules', () => {
  const generation = realGenerationConfig();
  const { suppressTokens, beginSuppressTokens } = generation;

  it('has no timestamp rules unless timestamps are asked for', () => {
    expect(decodingRules(generation, false)).toEqual({
      endToken: 50_257,
      suppressTokens,
      beginSuppressTokens: [220, 50_257],
      timestamps: undefined,
    });
  });

  it('holds no more than the rules need, because they cross threads with every window', () => {
    expect(decodingRules(generation, true)).toEqual({
      endToken: 50_257,
      suppressTokens,
      beginSuppressTokens,
      timestamps: { firstTimestampToken: 50_364, noTimestampsToken: 50_363, maxInitialTimestampIndex: 50 },
    });
  });
});
