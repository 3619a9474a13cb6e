import { describe, expect, it } from 'vitest';
import { findJoinPoint } from '../../src/stitch/join-point.ts';
import { timeWords } from '../../src/stitch/timed-words.ts';
import { window } from './heard-windows.ts';

const overlap = { startSeconds: 6, endSeconds: 10, hasMarkedTimes: false };

function find(left: string, right: string, hasMarkedTimes = false) {
  const words = [timeWords(window(0, 10, left)), timeWords(window(6, 16, right))] as const;
  return findJoinPoint(...words, { ...overlap, hasMarkedTimes });
}

describe('findJoinPoint', () => {
  it('cuts after the common word nearest to the centre of the overlap', () => {
    expect(find('aa bb cc dd ee ff gg hh ii jj', 'gg hh ii jj kk ll mm nn oo pp')).toEqual({
      leftCount: 8,
      rightSkip: 2,
    });
  });

  it('cuts within words that both have in a row rather than after one that stands alone', () => {
    // "the" lies nearer to the centre, but may be another one.
    expect(find('aa bb cc dd ee ff g h i xx the yy', 'g h i the kk ll mm nn oo pp qq')).toEqual({
      leftCount: 9,
      rightSkip: 3,
    });
  });

  it('compares words without case and punctuation', () => {
    expect(find('aa bb cc dd ee ff Gg, hh. ii jj', 'gg Hh ii! jj kk ll mm nn oo pp')).toEqual({
      leftCount: 8,
      rightSkip: 2,
    });
  });

  it('matches a word said again and again with the one at the same time', () => {
    const again = Array.from({ length: 10 }, () => 'no').join(' ');
    const { leftCount, rightSkip } = find(again, again);
    expect(leftCount + 10 - rightSkip).toBe(16);
  });

  it('finds the words of the overlap though pauses elsewhere in the windows make their times wrong', () => {
    // Ten words are said in the overlap of 5 s, but a third of each window is silent: the left one puts them into its
    // last 7.9 s, the right one into its first 7.9 s.
    const spoken = Array.from({ length: 66 }, (_, index) => `w${String(10 + index)}`);
    const left = timeWords(window(0, 30, spoken.slice(0, 38).join(' ')));
    const right = timeWords(window(25, 55, spoken.slice(28).join(' ')));
    const join = findJoinPoint(left, right, { startSeconds: 25, endSeconds: 30, hasMarkedTimes: false });
    const words = [...left.slice(0, join.leftCount), ...right.slice(join.rightSkip)];
    expect(words.map(({ text }) => text)).toEqual(spoken);
  });

  it('keeps both sides whole when one has no words in the overlap', () => {
    expect(find('', 'aa bb cc dd')).toEqual({ leftCount: 0, rightSkip: 0 });
    expect(find('aa bb cc dd', '')).toEqual({ leftCount: 4, rightSkip: 0 });
  });

  it('cuts at the middle when marked times say that both spoke of other things', () => {
    const join = find('aa bb cc dd ee ff gg hh ii jj', 'kk ll mm nn oo pp qq rr ss tt', true);
    expect(join).toEqual({ leftCount: 8, rightSkip: 2 });
  });

  it('cuts at the middle when each side has but a few words there', () => {
    expect(find('aa bb cc dd ee', 'kk ll mm nn oo')).toEqual({ leftCount: 4, rightSkip: 1 });
  });
});
