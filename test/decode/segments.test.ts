import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSegments, textTokens } from '../../src/decode/segments.ts';

const first = 100;
const decodeText = (tokens: readonly number[]): string => tokens.map((token) => ` w${String(token)}`).join('');
const at = (seconds: number): number => first + Math.round(seconds / 0.02);

function read(tokens: readonly number[], windowSeconds = 30) {
  return readSegments(tokens, { firstTimestampToken: first, windowSeconds, decodeText }).map(
    ({ startSeconds, endSeconds, text }) => [startSeconds, endSeconds, text],
  );
}

describe('readSegments', () => {
  it('gives one segment for each pair of timestamps', () => {
    expect(read([at(0), 1, 2, at(2), at(2.5), 3, at(4)])).toEqual([
      [0, 2, 'w1 w2'],
      [2.5, 4, 'w3'],
    ]);
  });

  it('lets text after the last timestamp last to the end of the window', () => {
    expect(read([at(0), 1, at(2), at(3), 2], 7.5)).toEqual([
      [0, 2, 'w1'],
      [3, 7.5, 'w2'],
    ]);
  });

  it('names the tokens of each segment', () => {
    const tokens = [at(0), 1, 2, at(2), at(2), 3];
    const segments = readSegments(tokens, { firstTimestampToken: first, windowSeconds: 30, decodeText });
    expect(segments.map(({ firstToken, endToken }) => tokens.slice(firstToken, endToken))).toEqual([[1, 2], [3]]);
  });

  it('starts text before the first timestamp at 0', () => {
    expect(read([1, at(1), 2, at(2)])).toEqual([
      [0, 1, 'w1'],
      [1, 2, 'w2'],
    ]);
  });

  it('ends a segment no later than its window', () => {
    expect(read([at(0), 1, at(29.98)], 12)).toEqual([[0, 12, 'w1']]);
    expect(read([at(20), 1, at(25)], 12)).toEqual([[12, 12, 'w1']]);
  });

  it('gives no segment where there is no text', () => {
    expect(read([])).toEqual([]);
    expect(read([at(0), at(1), at(1), at(2)])).toEqual([]);
  });

  it('never gives a segment that ends before it starts', () => {
    expect(read([at(5), 1, at(3), 2])).toEqual([
      [5, 5, 'w1'],
      [3, 30, 'w2'],
    ]);
  });

  it('loses no text and keeps it in order, within the window, whatever the tokens', () => {
    const token = fc.oneof(fc.nat(first - 1), fc.integer({ min: first, max: first + 1500 }));
    fc.assert(
      fc.property(fc.array(token), fc.double({ min: 0.1, max: 30, noNaN: true }), (tokens, windowSeconds) => {
        const segments = readSegments(tokens, { firstTimestampToken: first, windowSeconds, decodeText });
        expect(segments.map(({ text }) => ` ${text}`).join('')).toBe(decodeText(textTokens(tokens, first)));
        for (const { startSeconds, endSeconds } of segments) {
          expect(startSeconds).toBeGreaterThanOrEqual(0);
          expect(endSeconds).toBeGreaterThanOrEqual(startSeconds);
          expect(endSeconds).toBeLessThanOrEqual(windowSeconds);
        }
      }),
    );
  });

  it('is monotonic when the timestamps are', () => {
    const times = fc.array(fc.integer({ min: first, max: first + 1500 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(times, (timestamps) => {
        const tokens = timestamps.sort((a, b) => a - b).flatMap((timestamp) => [timestamp, 7]);
        const edges = read(tokens).flatMap(([start, end]) => [Number(start), Number(end)]);
        expect(edges).toEqual([...edges].sort((a, b) => a - b));
      }),
    );
  });
});

describe('textTokens', () => {
  it('drops timestamps and keeps the rest in order', () => {
    expect(textTokens([first, 3, first + 9, 99, 1], first)).toEqual([3, 99, 1]);
  });
});
