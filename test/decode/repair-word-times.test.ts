import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repairWordTimes } from '../../src/decode/repair-word-times.ts';
import type { TimedSegment } from '../../src/decode/timed-segment.ts';

type Times = readonly [text: string, startSeconds: number, endSeconds: number];

function segment(startSeconds: number, endSeconds: number, words: readonly Times[]): TimedSegment {
  const timed = words.map(([text, start, end]) => ({ text, startSeconds: start, endSeconds: end, probability: 0.5 }));
  return { startSeconds, endSeconds, text: words.map(([text]) => text).join(' '), words: timed };
}

/** Words of half a second each. */
function evenly(texts: string, from: number): Times[] {
  return texts.split(' ').map((text, index) => [text, from + index / 2, from + (index + 1) / 2]);
}

function repaired(...segments: readonly TimedSegment[]): Times[][] {
  return repairWordTimes(segments).map(({ words }) =>
    words.map(({ text, startSeconds, endSeconds }) => [text, startSeconds, endSeconds]),
  );
}

describe('repairWordTimes', () => {
  it('leaves words alone that all last about as long', () => {
    const words = evenly('one two three four', 0);
    expect(repaired(segment(0, 2, words))).toEqual([words]);
  });

  it('takes the pause before the first word out of it', () => {
    const words: Times[] = [['one', 0, 6], ...evenly('two three four', 6)];
    expect(repaired(segment(0, 7.5, words))[0]![0]).toEqual(['one', 5, 6]);
  });

  it('moves a first word that was put into the pause alone', () => {
    const words: Times[] = [['a', 0, 3], ['two', 3, 6], ...evenly('three four five', 6)];
    expect(repaired(segment(0, 7.5, words))[0]!.slice(0, 2)).toEqual([
      ['a', 4, 5],
      ['two', 5, 6],
    ]);
  });

  it('takes the pause behind a sentence out of the next word', () => {
    const words: Times[] = [...evenly('It ends."', 0), ['Then', 1, 4], ...evenly('it goes on', 4)];
    expect(repaired(segment(0, 5.5, words))[0]![2]).toEqual(['Then', 3, 4]);
  });

  it('follows marks that differ by more than half a second', () => {
    const words: Times[] = [['one', 0, 1.5], ...evenly('two three four', 1.5), ['five', 3, 5]];
    const [found] = repaired(segment(0.75, 3.75, words));
    expect([found![0], found!.at(-1)]).toEqual([
      ['one', 0.75, 1.5],
      ['five', 3, 3.75],
    ]);
  });

  it('gives a word without time some of the pause before it, else of the pause behind it, else of the next word', () => {
    const before: Times[] = [...evenly('one two', 0), ['three', 2, 2], ...evenly('four', 2)];
    expect(repaired(segment(0, 2.5, before))[0]![2]).toEqual(['three', 1.5, 2]);
    const behind: Times[] = [...evenly('one two', 0), ['three', 1, 1], ...evenly('four', 1.25)];
    expect(repaired(segment(0, 1.75, behind))[0]![2]).toEqual(['three', 1, 1.25]);
    const neither: Times[] = [...evenly('one two', 0), ['three', 1, 1], ...evenly('four', 1)];
    expect(repaired(segment(0, 1.5, neither))[0]!.slice(2)).toEqual([
      ['three', 1, 1.25],
      ['four', 1.25, 1.5],
    ]);
  });

  it('lets segments last from their first word to their last', () => {
    const segments = [segment(0, 2.25, evenly('one two three four', 0.25)), segment(3, 9, evenly('five six', 3.25))];
    const bounds = repairWordTimes(segments).map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]);
    expect(bounds).toEqual([
      [0.25, 2.25],
      [3.25, 4.25],
    ]);
  });

  it('keeps a segment without words and words without time', () => {
    expect(repairWordTimes([segment(1, 2, [])])).toEqual([segment(1, 2, [])]);
    expect(repaired(segment(0, 0, [['one', 0, 0]]))).toEqual([[['one', 0, 0]]]);
  });

  it('keeps words in order and within their window, whatever the times', () => {
    const steps = fc.array(fc.record({ gap: fc.nat(100), length: fc.nat(200), isEnd: fc.boolean() }), { minLength: 1 });
    fc.assert(
      fc.property(steps, fc.nat(100), fc.nat(100), (list, startPercent, endPercent) => {
        let cursor = 0;
        const words = list.map(({ gap, length, isEnd }): Times => {
          const start = cursor + gap / 50;
          cursor = start + length / 50;
          return [isEnd ? 'end.' : 'word', start, cursor];
        });
        const marks = [startPercent, endPercent].map((percent) => (percent / 100) * cursor).sort((a, b) => a - b);
        const [found] = repaired(segment(marks[0]!, marks[1]!, words));
        const edges = found!.flatMap(([, start, end]) => [start, end]);
        expect(edges).toEqual(edges.toSorted((a, b) => a - b));
        expect(edges[0]).toBeGreaterThanOrEqual(0);
        expect(edges.at(-1)).toBeLessThanOrEqual(cursor);
        expect(found!.map(([text]) => text)).toEqual(words.map(([text]) => text));
      }),
    );
  });
});
