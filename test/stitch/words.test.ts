import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countWords, gapBetween, joinWords, normalizeWord, splitWords } from '../../src/stitch/words.ts';

describe('joinWords', () => {
  it('gives back the text that was split, without white space around it', () => {
    const text = '  Well, 東京 is\nfar.';
    expect(joinWords(splitWords(text))).toBe(text.trim());
    expect(joinWords([])).toBe('');
  });
});

describe('splitWords', () => {
  it('splits at spaces and keeps them as gaps', () => {
    expect(splitWords('Ask not,  what')).toEqual([
      { text: 'Ask', gap: '' },
      { text: 'not,', gap: ' ' },
      { text: 'what', gap: '  ' },
    ]);
  });

  it('takes each letter of an unspaced script with the punctuation after it', () => {
    expect(splitWords('今天，use Linux。').map(({ text }) => text)).toEqual(['今', '天，', 'use', 'Linux。']);
  });

  it('keeps every character of any text', () => {
    const text = fc
      .array(fc.constantFrom('a', 'é', ' ', '今', '。', 'ー', 'ก', 'ำ', '한', '9', '-', '👍', '\n'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (any) => {
        const words = splitWords(any);
        expect(words.map((word) => word.gap + word.text).join('')).toBe(any.trimEnd());
        expect(words.every((word) => word.gap.trim() === '' && !/\s/u.test(word.text))).toBe(true);
      }),
    );
  });
});

describe('countWords', () => {
  it('counts words with a letter or digit, and letters in unspaced scripts', () => {
    expect(countWords('')).toBe(0);
    expect(countWords("Don't - ask 7 times ♪")).toBe(4);
    expect(countWords('今天 很好。')).toBe(4);
  });

  it('counts the same in ASCII, however it is spaced', () => {
    const ascii = fc.string({ unit: fc.constantFrom('a', 'Z', '7', ' ', '\t', '\n', '\v', '\f', '.', '-', "'") });
    fc.assert(fc.property(ascii, (text) => countWords(text) === countWords(`${text} ♪`)));
  });
});

describe('normalizeWord', () => {
  it('takes away case, punctuation and presentation forms', () => {
    expect(normalizeWord('“Don’t!”')).toBe('dont');
    expect(normalizeWord('ＡＢＣ。')).toBe('abc');
    expect(normalizeWord('É')).toBe(normalizeWord('e\u0301'));
  });

  it('leaves a word of nothing but punctuation as it is', () => {
    expect(normalizeWord('♪')).toBe('♪');
  });
});

describe('gapBetween', () => {
  it('is one space between spaced scripts and nothing between unspaced ones', () => {
    expect(gapBetween('not', 'what')).toBe(' ');
    expect(gapBetween('天。', '「今')).toBe('');
    expect(gapBetween('天', '1999')).toBe('');
    expect(gapBetween('天', 'Linux')).toBe(' ');
    expect(gapBetween('7', '8')).toBe(' ');
    expect(gapBetween('♪', '♪')).toBe(' ');
  });

  it('is nothing beside an empty text', () => {
    expect(gapBetween('', 'what')).toBe('');
    expect(gapBetween('not', '')).toBe('');
  });
});
