import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

interface WordErrors {
  readonly readReferences: (folder: string) => Map<string, string>;
  readonly wordErrorRate: (records: { file: string; text: string }[], references: Map<string, string>) => number;
  readonly editDistance: (expected: string[], found: string[]) => number;
}

const module = new URL('../../../scripts/container/word-errors.mjs', import.meta.url).href;
const { readReferences, wordErrorRate, editDistance } = (await import(module)) as WordErrors;

describe('wordErrorRate', () => {
  const references = new Map([
    ['a.wav', 'One two, three!'],
    ['b.wav', 'Don’t stop.'],
  ]);

  it('divides all edits by all reference words, in lower case and without punctuation', () => {
    const records = [
      { file: 'a.wav', text: 'one too three four' },
      { file: 'b.wav', text: "DON'T STOP" },
      { file: 'unknown.wav', text: 'anything' },
    ];
    expect(wordErrorRate(records, references)).toBe(2 / 5);
  });

  it('is undefined when no file has a reference', () => {
    expect(wordErrorRate([{ file: 'c.wav', text: 'x' }], references)).toBeUndefined();
  });
});

describe('editDistance', () => {
  const words = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 8 });

  it('is symmetric, zero only for equal lists, and at least the difference in length', () => {
    fc.assert(
      fc.property(words, words, (first, second) => {
        const distance = editDistance(first, second);
        expect(distance).toBe(editDistance(second, first));
        expect(distance === 0).toBe(first.join() === second.join());
        expect(distance).toBeGreaterThanOrEqual(Math.abs(first.length - second.length));
        expect(distance).toBeLessThanOrEqual(Math.max(first.length, second.length));
      }),
    );
  });
});

describe('readReferences', () => {
  it('takes path and text by the names of their columns', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'references.tsv'), 'path\tlanguage\ttext\na.wav\ten\tOne two.\n');
    expect(readReferences(folder)).toEqual(new Map([['a.wav', 'One two.']]));
  });

  it('reads what Windows programs write: a byte order mark and their line ends', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'references.tsv'), '\uFEFFpath\ttext\r\na.wav\tOne two.\r\n');
    expect(readReferences(folder)).toEqual(new Map([['a.wav', 'One two.']]));
  });

  it('is empty without such a file', () => {
    expect(readReferences(temporaryFolder())).toEqual(new Map());
  });
});
