import { describe, expect, it } from 'vitest';
import { compareWords, countBefore } from '../../src/stitch/compare-words.ts';
import { timeWords, type TimedWord } from '../../src/stitch/timed-words.ts';
import { window } from './heard-windows.ts';

const overlap = { startSeconds: 6, endSeconds: 10, hasMarkedTimes: true };
const left = timeWords(window(0, 10, 'aa bb cc dd ee ff gg hh ii jj'));

function compare(right: string) {
  const { pairs, leftWords, rightWords } = compareWords(left, timeWords(window(6, 16, right)), overlap);
  const texts = (words: readonly TimedWord[]) => words.map(({ text }) => text).join(' ');
  return { pairs: pairs.map((pair) => [pair.left, pair.right]), left: texts(leftWords), right: texts(rightWords) };
}

describe('compareWords', () => {
  it('matches the words of the overlap and of a second on both sides', () => {
    expect(compare('gg hh xx jj kk ll mm nn oo pp')).toEqual({
      left: 'ff gg hh ii jj',
      right: 'gg hh xx jj kk',
      pairs: [[1, 0], [2, 1], [4, 3]], // prettier-ignore
    });
  });

  it('takes a single match among many words for an accident', () => {
    // One of nine and more.
    const many = timeWords(window(0, 10, 'a b c d e f g h i j k l m n o p q the s t'));
    const others = timeWords(window(6, 16, 'A1 B1 C1 D1 E1 F1 the H1 I1 J1 K1 L1 M1 N1 O1 P1 Q1 R1 S1 T1'));
    expect(compareWords(many, others, overlap).pairs).toEqual([]);
  });
});

describe('countBefore', () => {
  it('counts the words whose middle lies before a moment', () => {
    expect([0, 0.6, 6, 99].map((seconds) => countBefore(left, seconds))).toEqual([0, 1, 6, 10]);
  });
});
