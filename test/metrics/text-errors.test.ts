import { describe, expect, it } from 'vitest';
import { basicNormalizer } from '../../src/metrics/normalize-text.ts';
import { countTextErrors, wordsOf } from '../../src/metrics/text-errors.ts';

describe('countTextErrors', () => {
  it('counts words and characters of normalised texts', () => {
    const errors = countTextErrors('Ask NOT, what…', 'ask no what', basicNormalizer);
    expect(errors).toEqual({
      words: { substitutions: 1, deletions: 0, insertions: 0, referenceLength: 3 },
      characters: { substitutions: 0, deletions: 1, insertions: 0, referenceLength: 12 },
    });
  });

  it('takes whatever normaliser it is given', () => {
    const none = { name: 'none', normalize: (text: string) => text, splitsLetters: false };
    expect(countTextErrors('Ask', 'ask', none).words.substitutions).toBe(1);
  });

  it('counts a character beyond 16 bits once', () => {
    const none = { name: 'none', normalize: (text: string) => text, splitsLetters: false };
    expect(countTextErrors('𝒜', 'A', none).characters).toMatchObject({ substitutions: 1, referenceLength: 1 });
  });
});

describe('wordsOf', () => {
  it('finds no word in an empty text', () => {
    expect([wordsOf(''), wordsOf('a b')]).toEqual([[], ['a', 'b']]);
  });
});
