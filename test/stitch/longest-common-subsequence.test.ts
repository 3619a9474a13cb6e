import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestCommonSubsequence } from '../../src/stitch/longest-common-subsequence.ts';

function common(left: string, right: string, score = 1): string {
  const pairs = longestCommonSubsequence({
    leftLength: left.length,
    rightLength: right.length,
    score: (l, r) => (left[l] === right[r] ? score : 0),
  });
  return pairs.map((pair) => left[pair.left]).join('');
}

describe('longestCommonSubsequence', () => {
  it('finds what two sequences share, in order', () => {
    expect(common('abcbdab', 'bdcaba')).toHaveLength(4);
    expect(common('abc', 'xaybzc')).toBe('abc');
    expect(common('abc', '')).toBe('');
    expect(common('abc', 'xyz')).toBe('');
  });

  it('prefers the pairs with the higher total score', () => {
    const pairs = longestCommonSubsequence({
      leftLength: 2,
      rightLength: 2,
      score: (l, r) => (l === 0 && r === 1 ? 3 : 1),
    });
    expect(pairs).toEqual([{ left: 0, right: 1 }]);
  });

  it('gives pairs that rise on both sides and match, as many from either side', () => {
    const letters = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 30 }).map((list) => list.join(''));
    fc.assert(
      fc.property(letters, letters, (left, right) => {
        const pairs = longestCommonSubsequence({
          leftLength: left.length,
          rightLength: right.length,
          score: (l, r) => (left[l] === right[r] ? 1 : 0),
        });
        expect(pairs.every((pair) => left[pair.left] === right[pair.right])).toBe(true);
        const rises = pairs.slice(1).every((pair, at) => {
          const before = pairs[at];
          return before !== undefined && pair.left > before.left && pair.right > before.right;
        });
        expect(rises).toBe(true);
        expect(common(right, left)).toHaveLength(pairs.length);
      }),
    );
  });
});
