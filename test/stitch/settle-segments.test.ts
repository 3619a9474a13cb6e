import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settleSegments } from '../../src/stitch/settle-segments.ts';
import type { Segment } from '../../src/stitch/transcript.ts';

describe('settleSegments', () => {
  it('starts a segment where the one before ends, and ends it with the recording', () => {
    const settled = settleSegments([piece(0, 12, 'a'), piece(10, 25, 'b')], 20);
    expect(settled).toEqual([piece(0, 12, 'a'), piece(12, 20, 'b')]);
  });

  it('gives the text of a segment without time to the one before, or to the next when it is the first', () => {
    expect(settleSegments([piece(0, 0, 'a'), piece(0, 5, 'b'), piece(4, 5, 'c'), piece(9, 8, 'd')], 10)).toEqual([
      piece(0, 5, 'a b c d'),
    ]);
  });

  it('keeps text even when no segment has any time', () => {
    expect(settleSegments([piece(3, 3, 'a')], 10)).toEqual([piece(0, 10, 'a')]);
  });

  it('keeps words with their text, in order and inside their segment', () => {
    const settled = settleSegments(
      [withWords(1, 4, ['a', 0.5, 2], ['b', 1.5, 5]), withWords(3, 4, ['c', 3, 4]), withWords(4, 9, ['d', 6, 7])],
      8,
    );
    expect(settled).toEqual([withWords(1, 4, ['a', 1, 2], ['b', 2, 4], ['c', 4, 4]), withWords(4, 8, ['d', 6, 7])]);
  });

  it('has no words in a segment of which a part has none', () => {
    expect(settleSegments([piece(0, 0, 'a'), withWords(0, 5, ['b', 0, 5])], 10)).toEqual([piece(0, 5, 'a b')]);
  });

  it('gives segments that keep all invariants and words, whatever the times', () => {
    const time = fc.double({ min: -5, max: 60, noNaN: true });
    const words = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), time, time), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(fc.tuple(time, time, words), { maxLength: 12 }), (pieces) => {
        const segments = pieces.map(([start, end, spoken]) => withWords(start, end, ...spoken));
        const settled = settleSegments(segments, 50);
        expect(settled.every(({ startSeconds, endSeconds }) => endSeconds - startSeconds >= 0.001)).toBe(true);
        const edges = settled.flatMap(({ startSeconds, endSeconds, words: spoken = [] }) => [
          startSeconds,
          ...spoken.flatMap((word) => [word.startSeconds, word.endSeconds]),
          endSeconds,
        ]);
        expect(edges).toEqual(edges.toSorted((left, right) => left - right));
        expect(edges.every((edge) => edge >= 0 && edge <= 50)).toBe(true);
        expect(settled.flatMap((one) => one.words?.map(({ text }) => text) ?? [])).toEqual(
          pieces.flatMap(([, , spoken]) => spoken.map(([text]) => text)),
        );
      }),
    );
  });

  it('keeps all texts in order, whatever the times', () => {
    const time = fc.double({ min: -5, max: 60, noNaN: true });
    const segments = fc.array(fc.tuple(time, time), { maxLength: 20 });
    fc.assert(
      fc.property(segments, (times) => {
        const pieces = times.map(([start, end], index) => piece(start, end, `w${String(index)}`));
        const settled = settleSegments(pieces, 50);
        expect(settled.map(({ text }) => text).join(' ')).toBe(pieces.map(({ text }) => text).join(' '));
        const edges = settled.flatMap(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]);
        expect(edges).toEqual(edges.toSorted((left, right) => left - right));
        expect(edges.every((edge) => edge >= 0 && edge <= 50)).toBe(true);
      }),
    );
  });
});

function piece(startSeconds: number, endSeconds: number, text: string) {
  return { startSeconds, endSeconds, text };
}

function withWords(startSeconds: number, endSeconds: number, ...spoken: readonly [string, number, number][]): Segment {
  const words = spoken.map(([text, start, end]) => ({ text, startSeconds: start, endSeconds: end, probability: 0.5 }));
  return { ...piece(startSeconds, endSeconds, spoken.map(([text]) => text).join(' ')), words };
}
