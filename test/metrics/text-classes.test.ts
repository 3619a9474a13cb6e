import { describe, expect, it } from 'vitest';
import { collapseWhiteSpace, splitAtWhiteSpace, WORD_END, WORD_START } from '../../src/metrics/text-classes.ts';

describe('splitAtWhiteSpace', () => {
  it('splits where Python does: at separators and NEL, not at a byte order mark', () => {
    expect(splitAtWhiteSpace(' a\x1cb\x85c\u2003d\ufeffe\u200bf\u180eg\n')).toEqual([
      'a',
      'b',
      'c',
      'd\ufeffe\u200bf\u180eg',
    ]);
    expect(collapseWhiteSpace('\t a \u3000b')).toBe(' a b');
  });
});

describe('WORD_START and WORD_END', () => {
  it('count letters of all scripts, digits and the underscore as parts of words, but no marks', () => {
    const st = new RegExp(`${WORD_START}st${WORD_END}`, 'u');
    const texts = ['st', 'é-st.', 'ést', 'st٣', '_st', 'stд', 'st\u0301'];
    expect(texts.map((text) => st.test(text))).toEqual([true, true, false, false, false, false, true]);
  });
});
