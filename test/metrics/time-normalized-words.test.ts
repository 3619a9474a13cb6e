import { describe, expect, it } from 'vitest';
import { englishNormalizer } from '../../src/metrics/normalize-text.ts';
import { timeNormalizedWords } from '../../src/metrics/time-normalized-words.ts';

/** Words one second apart. */
function timed(text: string) {
  const moments = text.split(' ').map((word, index) => ({ word, seconds: index }));
  return timeNormalizedWords(text, moments, englishNormalizer).map(({ word, seconds }) => [word, seconds]);
}

describe('timeNormalizedWords', () => {
  it('gives words that were put together or taken apart the time they came from', () => {
    expect(timed("We won't pay twenty five dollars, Mr. Smith.")).toEqual([
      ['we', 0],
      ['will', 1],
      ['not', 1],
      ['pay', 2],
      ['$25', 3],
      ['mister', 6],
      ['smith', 7],
    ]);
  });

  it('finds no words in a text without any', () => {
    expect(timeNormalizedWords('?!', [{ word: '?!', seconds: 3 }], englishNormalizer)).toEqual([]);
  });
});
