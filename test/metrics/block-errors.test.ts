import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK_WORDS, countBlockErrors } from '../../src/metrics/block-errors.ts';
import { addEdits, editTotal } from '../../src/metrics/edit-counts.ts';
import { countTextErrors } from '../../src/metrics/text-errors.ts';

const normalizer = { name: 'none', normalize: (text: string) => text, splitsLetters: false };
const WORDS = Array.from({ length: 2 * BLOCK_WORDS }, (_, index) => `w${index}`);

function countBlocks(reference: readonly string[], heard: readonly string[]) {
  return countBlockErrors({
    file: 'a.wav',
    language: 'en',
    normalizer,
    reference: reference.join(' '),
    heard: heard.join(' '),
  });
}

function wordEdits(reference: readonly string[], heard: readonly string[]): number[] {
  return countBlocks(reference, heard).map(({ words }) => editTotal(words));
}

describe('countBlockErrors', () => {
  it('counts words and characters where they are in the reference', () => {
    expect(countBlocks(WORDS, WORDS.with(60, 'w6').toSpliced(10, 1))).toEqual([
      {
        words: { substitutions: 0, deletions: 1, insertions: 0, referenceLength: 50 },
        characters: { substitutions: 0, deletions: 4, insertions: 0, referenceLength: 189 },
      },
      {
        words: { substitutions: 1, deletions: 0, insertions: 0, referenceLength: 50 },
        characters: { substitutions: 0, deletions: 1, insertions: 0, referenceLength: 199 },
      },
    ]);
  });

  it('gives words that were put in to the word before them, at the very start to the first one', () => {
    expect(wordEdits(WORDS, ['x', 'y', ...WORDS])).toEqual([2, 0]);
    expect(wordEdits(WORDS, WORDS.toSpliced(50, 0, 'x', 'y', 'z'))).toEqual([3, 0]);
    expect(wordEdits(WORDS, [...WORDS, 'x'])).toEqual([0, 1]);
    expect(wordEdits(WORDS, [])).toEqual([50, 50]);
  });

  it('counts as many word errors as in the whole text', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 75, maxLength: 240 });
    fc.assert(
      fc.property(text, text, (reference, heard) => {
        const words = addEdits(countBlocks(reference, heard).map((block) => block.words));
        const whole = countTextErrors(reference.join(' '), heard.join(' '), normalizer).words;
        expect([editTotal(words), words.referenceLength]).toEqual([editTotal(whole), whole.referenceLength]);
      }),
      { numRuns: 50 },
    );
  });

  it('cuts into blocks of nearly one length, and not at all where there would be one', () => {
    const lengthsOf = (length: number) => {
      const words = Array.from({ length }, () => 'a');
      return countBlocks(words, words).map(({ words: { referenceLength } }) => referenceLength);
    };
    expect([74, 75, 160].map(lengthsOf)).toEqual([[], [38, 37], [53, 54, 53]]);
  });

  it('leaves alone what would take too long to align', () => {
    const long = Array.from({ length: 40_001 }, () => 'a');
    expect(countBlocks(long, long)).toEqual([]);
  });
});
