import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLoop } from '../../scripts/find-loop.ts';

describe('findLoop', () => {
  it('finds a word and a phrase that are said over and over', () => {
    expect(findLoop('he said no no no no and left'.split(' '))).toEqual({ phrase: ['no'], repeats: 4 });
    expect(findLoop('a b c b c b c d'.split(' '))).toEqual({ phrase: ['b', 'c'], repeats: 3 });
  });

  it('takes the shortest of phrases that are said equally often', () => {
    expect(findLoop('no no a b a b'.split(' '))).toEqual({ phrase: ['no'], repeats: 2 });
    expect(findLoop('a b a b no no'.split(' '))).toEqual({ phrase: ['no'], repeats: 2 });
  });

  it('counts whole repeats only', () => {
    expect(findLoop('a b c a b'.split(' '))?.repeats).toBe(1);
  });

  it('finds none without words', () => {
    expect(findLoop([])).toBeUndefined();
  });

  it('finds any phrase, however often it is said, between other words', () => {
    const letters = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 2, unit: fc.constantFrom('a', 'b', 'c') }), {
      minLength: 1,
      maxLength: 10,
    });
    fc.assert(
      fc.property(letters, fc.integer({ min: 2, max: 9 }), (phrase, repeats) => {
        const loop = Array.from({ length: repeats }, () => phrase).flat();
        const found = findLoop(['x', ...loop, 'y']);
        expect(found?.repeats).toBe(repeats);
        expect(found?.phrase.toSorted()).toEqual(phrase.toSorted());
      }),
    );
  });
});
