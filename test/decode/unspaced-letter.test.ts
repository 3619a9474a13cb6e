import { describe, expect, it } from 'vitest';
import { UNSPACED } from '../../src/decode/unspaced-letter.ts';

describe('UNSPACED', () => {
  it('is a letter of a script without spaces between words and no other', () => {
    const pattern = new RegExp(`^${UNSPACED}$`, 'u');
    expect(['語', 'は', 'ー', 'ｰ', 'ไ', 'ລ', 'မ', 'ខ', 'བ'].filter((letter) => !pattern.test(letter))).toEqual([]);
    expect(['a', 'é', 'я', 'ع', '한', '7', '、', ' '].filter((letter) => pattern.test(letter))).toEqual([]);
  });
});
