import { describe, expect, it } from 'vitest';
import { readSegments } from '../../src/decode/segments.ts';
import { timeWords } from '../../src/decode/word-times.ts';

const first = 100;
const decodeText = (tokens: readonly number[]): string => tokens.map((token) => ` w${String(token)}`).join('');
const at = (seconds: number): number => first + Math.round(seconds / 0.02);

describe('timeWords', () => {
  it('starts a word where the token before it ends, a mark included', () => {
    const tokens = [at(0), 1, 2, at(1), at(2), 3, at(2.5)];
    const endSeconds = [0.25, 0.5, 1, 1.5, 2, 2.5, 3];
    const probabilities = [1, 0.5, 0.75, 1, 1, 0.25, 1];
    const segments = readSegments(tokens, { firstTimestampToken: first, windowSeconds: 3, decodeText });
    expect(timeWords(segments, { tokens, endSeconds, probabilities, decodeText })).toEqual([
      {
        startSeconds: 0.25,
        endSeconds: 1,
        text: 'w1 w2',
        words: [
          { text: 'w1', startSeconds: 0.25, endSeconds: 0.5, probability: 0.5 },
          { text: 'w2', startSeconds: 0.5, endSeconds: 1, probability: 0.75 },
        ],
      },
      {
        startSeconds: 2,
        endSeconds: 2.5,
        text: 'w3',
        words: [{ text: 'w3', startSeconds: 2, endSeconds: 2.5, probability: 0.25 }],
      },
    ]);
  });

  it('starts text that no mark comes before at 0 and gives a word the mean probability of its tokens', () => {
    const texts = [' grand', 'mother'];
    const spell = (tokens: readonly number[]) => tokens.map((token) => texts[token]).join('');
    const context = { firstTimestampToken: first, windowSeconds: 1, decodeText: spell };
    const timed = { tokens: [0, 1], endSeconds: [0.4, 0.8], probabilities: [0.5, 1], decodeText: spell };
    const [segment] = timeWords(readSegments(timed.tokens, context), timed);
    expect(segment!.words).toEqual([{ text: 'grandmother', startSeconds: 0, endSeconds: 0.8, probability: 0.75 }]);
  });
});
