import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settleSegments } from '../../src/stitch/settle-segments.ts';

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
