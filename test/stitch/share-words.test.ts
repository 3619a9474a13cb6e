import { describe, expect, it } from 'vitest';
import { shareWords } from '../../src/stitch/share-words.ts';
import { splitWords } from '../../src/stitch/words.ts';

function shares(text: string, seconds: readonly number[]): string[] {
  const gapped = shareWords(splitWords(text), seconds);
  return gapped.map((words) =>
    words
      .map((word) => word.gap + word.text)
      .join('')
      .trim(),
  );
}

describe('shareWords', () => {
  it('shares words out by their lengths where no sentence ends', () => {
    expect(shares('aaaa bbbb cccc dddd', [1, 2, 1])).toEqual(['aaaa', 'bbbb cccc', 'dddd']);
    expect(shares('aaaa', [1, 5])).toEqual(['', 'aaaa']);
  });

  it('prefers the end of a sentence near by, before and after', () => {
    expect(shares('beyond the horizon. She can scoop these things', [4, 4])).toEqual([
      'beyond the horizon.',
      'She can scoop these things',
    ]);
    expect(shares('here is all the rest of it. And more of that', [3, 4])).toEqual([
      'here is all the rest of it.',
      'And more of that',
    ]);
    expect(shares('今日は晴れ。明日は雨が降るでしょう', [4.5, 5])).toEqual(['今日は晴れ。', '明日は雨が降るでしょう']);
  });

  it('prefers a sentence to a clause, and a clause to the space between two words', () => {
    expect(shares('one two, three four. five six seven', [3, 4])).toEqual(['one two, three four.', 'five six seven']);
    expect(shares('aaaa bbbb cccc, dddd eeee ffff gggg', [10.4, 18.6])).toEqual([
      'aaaa bbbb cccc,',
      'dddd eeee ffff gggg',
    ]);
  });

  it('leaves the end of a sentence alone that is far away', () => {
    expect(shares('No. aaaa bbbb cccc dddd eeee ffff', [3, 3])).toEqual(['No. aaaa bbbb cccc', 'dddd eeee ffff']);
  });

  it('gives one sentence to each stretch, and the last one what is left', () => {
    expect(shares('One is here. Two is here. Three is here.', [1.2, 1, 1])).toEqual([
      'One is here.',
      'Two is here.',
      'Three is here.',
    ]);
  });
});
