import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { basicNormalizer } from '../../src/metrics/normalize-text.ts';

const { normalize } = basicNormalizer;

describe('basicNormalizer', () => {
  it.each([
    ['So, my fellow AMERICANS!', 'so my fellow americans'],
    ['It’s Feed’st — isn’t it?', "it's feed'st isn't it"],
    ["the dogs' 'house' rock'n'roll ''", "the dogs house rock'n'roll"],
    ['self-same $1,234.56', 'self same 1 234 56'],
    ['ﬁnal Ⅳ', 'final iv'],
    ['नमस्ते, दुनिया।', 'नमस्ते दुनिया'],
    [' \n\t…', ''],
  ])('turns %j into %j', (text, expected) => {
    expect(normalize(text)).toBe(expected);
  });

  it('leaves alone what it has normalised', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'É', "'", '’', ' ', '.', '3', '\u0301', 'क', 'ि') });
    fc.assert(fc.property(text, (any) => normalize(normalize(any)) === normalize(any)));
  });
});
