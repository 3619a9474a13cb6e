import { describe, expect, it } from 'vitest';
import { isCutShort, untilLastSegment } from '../../src/batch/cut-short.ts';
import { decodedWindow } from '../helpers/stub-queue.ts';

const FIRST = 100;
const request = {
  prompt: [1],
  rules: { endToken: 50, suppressTokens: [], beginSuppressTokens: [], timestamps: undefined },
  maxNewTokens: 20,
  usesWholeRoom: true,
};
const full = (tokens: readonly number[]) => decodedWindow(tokens, { reachedTokenLimit: true });

describe('isCutShort', () => {
  it('is true where the network had no room for more', () => {
    expect(isCutShort(full([1, 2]), request)).toBe(true);
    expect(isCutShort(decodedWindow([1, 2]), request)).toBe(false);
  });

  it('is not true where no more was asked for, or the text would go on for ever', () => {
    expect(isCutShort(full([1, 2]), { ...request, usesWholeRoom: false })).toBe(false);
    const quality = { noSpeechProbability: 0, temperature: 0, faults: ['repetition'] as const, discarded: [] };
    expect(isCutShort({ ...full([1, 1]), quality }, request)).toBe(false);
  });
});

describe('untilLastSegment', () => {
  it('drops the segment that was cut off, with the times of its tokens', () => {
    const decoded = full([FIRST, 7, FIRST + 50, FIRST + 50, 8]);
    const tokenTimes = { endSeconds: [0, 1, 1, 1, 2], probabilities: [0.1, 0.2, 0.3, 0.4, 0.5] };
    expect(untilLastSegment({ ...decoded, tokenTimes }, request, FIRST)).toEqual({
      ...decoded,
      tokens: [FIRST, 7, FIRST + 50],
      tokenTimes: { endSeconds: [0, 1, 1], probabilities: [0.1, 0.2, 0.3] },
      reachedTokenLimit: false,
    });
  });

  it('leaves alone what has no whole segment, and what ended by itself', () => {
    const first = full([FIRST, 7, 8]);
    expect(untilLastSegment(first, request, FIRST)).toBe(first);
    const ended = decodedWindow([FIRST, 7, FIRST + 50]);
    expect(untilLastSegment(ended, request, FIRST)).toBe(ended);
  });
});
