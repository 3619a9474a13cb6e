import { describe, expect, it } from 'vitest';
import { countLines, layOutLines, textColumns } from '../../src/output/cue-lines.ts';
import { cueWords } from '../../src/output/cue-words.ts';

function words(text: string, width = 42) {
  return cueWords([{ startSeconds: 0, endSeconds: 5, text }], width);
}

describe('countLines', () => {
  it('fills each line before it begins the next', () => {
    expect([countLines(words('aaaa bbbb cccc'), 9), countLines(words('aaaa bbbb cccc'), 14)]).toEqual([2, 1]);
    expect(countLines([], 9)).toBe(0);
  });
});

describe('layOutLines', () => {
  it('uses one line where the text fits', () => {
    expect(layOutLines(words('Ask not, my friend.'), 42)).toEqual(['Ask not, my friend.']);
  });

  it('prefers the end of a clause to lines of equal length', () => {
    expect(layOutLines(words('And so, my fellow Americans, ask not what you can do'), 42)).toEqual([
      'And so, my fellow Americans,',
      'ask not what you can do',
    ]);
  });

  it('keeps articles and prepositions with what follows them', () => {
    expect(layOutLines(words('the longest journey begins with the smallest step'), 42)).toEqual([
      'the longest journey begins',
      'with the smallest step',
    ]);
  });

  it('puts no spaces between words of a script without them', () => {
    expect(layOutLines(words('明日は雨が降るそうなので、傘を持って行きましょう。'), 30)).toEqual([
      '明日は雨が降るそうなので、',
      '傘を持って行きましょう。',
    ]);
  });
});

describe('textColumns', () => {
  it('counts the spaces between words but not before the first', () => {
    expect(textColumns(words('ab 日本 c').slice(1))).toBe(6);
  });
});
