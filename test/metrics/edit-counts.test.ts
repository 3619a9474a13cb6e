import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addEdits, countEdits, errorRate, type EditCounts } from '../../src/metrics/edit-counts.ts';

const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });
const longWords = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 400, maxLength: 900 });

interface Golden {
  readonly cases: readonly {
    readonly referenceWords: readonly string[];
    readonly heardWords: readonly string[];
    readonly words: EditCounts;
    readonly characters: EditCounts;
  }[];
}

const golden = JSON.parse(readFileSync(new URL('../golden/word-errors.json', import.meta.url), 'utf8')) as Golden;

describe('countEdits', () => {
  it.each(golden.cases)('counts as the reference does from $referenceWords to $heardWords', (one) => {
    expect(countEdits(one.referenceWords, one.heardWords)).toEqual(one.words);
    const characters = [one.referenceWords, one.heardWords].map((list) => Array.from(list.join(' ')));
    expect(countEdits(characters[0]!, characters[1]!)).toEqual(one.characters);
  });

  it('keeps words rather than exchanging them where both need as many edits', () => {
    expect(countEdits(['a', 'b'], ['b', 'c'])).toEqual({
      substitutions: 0,
      deletions: 1,
      insertions: 1,
      referenceLength: 2,
    });
  });

  it('finds no edits between equal texts and at least their difference in length between others', () => {
    fc.assert(fc.property(words, (text) => distance(text, text) === 0));
    fc.assert(
      fc.property(words, words, (left, right) => {
        const edits = distance(left, right);
        expect(edits).toBeGreaterThanOrEqual(Math.abs(left.length - right.length));
        expect(edits).toBeLessThanOrEqual(Math.max(left.length, right.length));
        expect(edits === 0).toBe(left.join() === right.join());
      }),
    );
  });

  it('finds the same edits in both directions, with deletions and insertions exchanged', () => {
    fc.assert(
      fc.property(words, words, (left, right) => {
        const { substitutions, deletions, insertions } = countEdits(left, right);
        const back = { substitutions, deletions: insertions, insertions: deletions, referenceLength: right.length };
        expect(countEdits(right, left)).toEqual(back);
      }),
    );
  });

  it('never finds a detour shorter than the direct way', () => {
    fc.assert(fc.property(words, words, words, (a, b, c) => distance(a, c) <= distance(a, b) + distance(b, c)));
  });

  it('finds in long texts, through bands, what a table of all alignments finds', () => {
    const changes = fc.array(fc.tuple(fc.nat(), fc.constantFrom('x', undefined)), { maxLength: 120 });
    fc.assert(
      fc.property(longWords, changes, (text, edits) => {
        const other = edits.reduce<string[]>((list, [at, word]) => {
          const place = at % list.length;
          return list.toSpliced(place, word === undefined ? 1 : 0, ...(word === undefined ? [] : [word]));
        }, text);
        expect(countEdits(text, other)).toEqual(byWholeTable(text, other));
      }),
      { numRuns: 20 },
    );
  });

  it('compares twenty thousand words without a table of all their pairs', () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `w${(index * 7919) % 3001}`);
    const other = text.filter((_, index) => index % 50 !== 0);
    expect(countEdits(text, other)).toEqual({
      substitutions: 0,
      deletions: 400,
      insertions: 0,
      referenceLength: 20_000,
    });
  });
});

describe('errorRate', () => {
  it('divides the edits by the words of the reference, and can exceed one', () => {
    expect(errorRate(countEdits(['a', 'b'], ['a', 'c']))).toBe(0.5);
    expect(errorRate(countEdits(['a'], ['b', 'c', 'd']))).toBe(3);
  });

  it('is unknown without a reference', () => {
    expect(errorRate(countEdits([], ['a']))).toBeNull();
  });
});

describe('addEdits', () => {
  it('adds up each kind of edit and the words', () => {
    expect(addEdits([countEdits(['a', 'b'], ['a', 'c']), countEdits(['a'], []), countEdits([], ['a'])])).toEqual({
      substitutions: 1,
      deletions: 1,
      insertions: 1,
      referenceLength: 3,
    });
    expect(addEdits([])).toEqual({ substitutions: 0, deletions: 0, insertions: 0, referenceLength: 0 });
  });
});

function distance(left: readonly string[], right: readonly string[]): number {
  const { substitutions, deletions, insertions } = countEdits(left, right);
  return substitutions + deletions + insertions;
}

/** Fewest edits, then fewest substitutions, by a whole table; as plain as can be. */
function byWholeTable(reference: readonly string[], heard: readonly string[]): EditCounts {
  const unit = 1e6;
  let row = Array.from({ length: heard.length + 1 }, (_, column) => column * unit);
  for (const [index, word] of reference.entries()) {
    const next = [(index + 1) * unit];
    for (const [column, other] of heard.entries()) {
      const kept = row[column]! + (word === other ? 0 : unit + 1);
      next.push(Math.min(kept, row[column + 1]! + unit, next[column]! + unit));
    }
    row = next;
  }
  const cost = row.at(-1)!;
  const [edits, substitutions] = [Math.floor(cost / unit), cost % unit];
  const deletions = (edits - substitutions + reference.length - heard.length) / 2;
  return { substitutions, deletions, insertions: edits - substitutions - deletions, referenceLength: reference.length };
}
