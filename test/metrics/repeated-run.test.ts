import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRepeatedRun } from '../../src/metrics/repeated-run.ts';

describe('findRepeatedRun', () => {
  it('finds the words wherever the alignment put the surplus', () => {
    const words = 'x a b c a b c y'.split(' ');
    for (const start of [1, 2, 3, 4]) {
      const run = findRepeatedRun(words, { start, end: start + 3 }, { least: 3, most: 3 });
      expect(['a b c', 'b c a'].includes(run?.join(' ') ?? '')).toBe(true);
    }
  });

  it('finds none where words only resemble each other, stand apart, or repeat elsewhere', () => {
    const find = (text: string, start: number, end: number) =>
      findRepeatedRun(text.split(' '), { start, end }, { least: 3, most: 3 });
    expect(find('a b c a b d y', 3, 6)).toBeUndefined();
    expect(find('a b c x a b c', 4, 7)).toBeUndefined();
    expect(find('a b c a b c u v w', 6, 9)).toBeUndefined();
  });

  it('finds every run of different words that is told twice', () => {
    const words = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 6, maxLength: 20 });
    fc.assert(
      fc.property(words, fc.nat(), fc.integer({ min: 3, max: 5 }), (text, seed, length) => {
        const at = seed % (text.length - length + 1);
        const twice = text.toSpliced(at, 0, ...text.slice(at, at + length));
        const range = { start: at + length, end: at + 2 * length };
        expect(findRepeatedRun(twice, range, { least: 3, most: length })).toEqual(text.slice(at, at + length));
      }),
    );
  });
});
