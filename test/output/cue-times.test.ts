import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timeCues } from '../../src/output/cue-times.ts';

const span = (startSeconds: number, endSeconds: number, columns = 10) => ({ startSeconds, endSeconds, columns });

function times(...spans: readonly ReturnType<typeof span>[]) {
  return timeCues(spans, 60).map(({ startMs, endMs }) => [startMs, endMs]);
}

describe('timeCues', () => {
  it('keeps the times of speech, rounded to milliseconds', () => {
    expect(times(span(0.4996, 2.1234), span(4, 6))).toEqual([
      [500, 2123],
      [4000, 6000],
    ]);
  });

  it('gives readers time while nothing else is shown: a second, or what the text takes', () => {
    expect(times(span(1, 1.2), span(4, 4.5, 40), span(5.5, 6))).toEqual([
      [1000, 2000],
      [4000, 5500],
      [5500, 6500],
    ]);
  });

  it('closes gaps that would flicker', () => {
    expect(times(span(0, 2), span(2.2, 4), span(4.3, 6))[0]).toEqual([0, 2200]);
    expect(times(span(0, 2), span(2.3, 4))[0]).toEqual([0, 2000]);
  });

  it('makes room for cues without time of their own', () => {
    expect(times(span(60, 60), span(60, 60))).toEqual([
      [59_998, 59_999],
      [59_999, 60_000],
    ]);
    expect(times(span(5, 5), span(5, 5))).toEqual([
      [5000, 5001],
      [5001, 6001],
    ]);
  });

  it('gives times in order within the recording, whatever the speech', () => {
    const second = fc.double({ min: -1, max: 70, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(second, second, fc.nat(84)), { maxLength: 50 }), (spans) => {
        const edges = times(...spans.map(([start, end, columns]) => span(start, end, columns))).flat();
        expect(edges).toEqual(edges.toSorted((left, right) => left - right));
        expect(edges.every((edge) => edge >= 0 && edge <= 60_000)).toBe(true);
        expect(edges.every((edge, index) => index % 2 === 0 || edge > (edges[index - 1] ?? 0))).toBe(true);
      }),
    );
  });
});
