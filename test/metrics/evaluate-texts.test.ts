import { describe, expect, it } from 'vitest';
import { evaluateTexts } from '../../src/metrics/evaluate-texts.ts';
import type { JudgedText } from '../../src/metrics/judged-text.ts';
import { normalizerFor } from '../../src/metrics/normalize-text.ts';

function judged(file: string, language: string, reference: string, heard: string): JudgedText {
  return { file, language, normalizer: normalizerFor(language), reference, heard };
}

const nothingElse = { filesWithoutReference: [], failedFiles: [], referenceTables: [] };

describe('evaluateTexts', () => {
  it('adds up edits over files instead of averaging rates', () => {
    const { corpus } = evaluateTexts(
      [judged('a', 'en', 'one two three four five six seven eight', 'twelve'), judged('b', 'en', 'Hello', 'hello')],
      nothingElse,
    );
    expect(corpus.words).toEqual({ substitutions: 1, deletions: 0, insertions: 0, referenceLength: 2 });
    expect(corpus.fileCount).toBe(2);
  });

  it('judges each language by its own normaliser, the one with the most words first', () => {
    const { languages } = evaluateTexts(
      [
        judged('a', 'en', 'the colour', 'the color'),
        judged('b', 'de', 'Größe 20 %', 'grösse 20'),
        judged('c', 'zh', '东京 都市', '东京都。'),
      ],
      nothingElse,
    );
    expect(languages.map(({ language, normalizer, words }) => [language, normalizer, words])).toEqual([
      ['zh', 'basic, letters', { substitutions: 0, deletions: 1, insertions: 0, referenceLength: 4 }],
      ['en', 'english', { substitutions: 0, deletions: 0, insertions: 0, referenceLength: 2 }],
      ['de', 'basic', { substitutions: 1, deletions: 0, insertions: 0, referenceLength: 2 }],
    ]);
    expect(languages[0]!.characters).toEqual(languages[0]!.words);
  });

  it('lists the worst file first: words in silence, then the highest rates', () => {
    const { files, corpus } = evaluateTexts(
      [
        judged('good', 'en', 'yes', 'yes'),
        judged('silent', 'en', '', ''),
        judged('bad', 'en', 'yes sir', 'no man at all'),
        judged('hallucinated', 'en', '', 'Thank you.'),
      ],
      nothingElse,
    );
    expect(files.map(({ file }) => file)).toEqual(['hallucinated', 'bad', 'good', 'silent']);
    expect(corpus.words).toEqual({ substitutions: 2, deletions: 0, insertions: 4, referenceLength: 3 });
  });

  it('has an interval over files, of a single one over blocks of its words', () => {
    const words = Array.from({ length: 100 }, (_, index) => `w${index}`);
    const long = judged('long', 'fr', words.join(' '), words.slice(10).join(' '));
    const [one, two] = [judged('a', 'de', 'eins', 'eins'), judged('b', 'de', 'zwei', 'drei')];
    const { corpus, languages } = evaluateTexts([long, one, two], nothingElse);
    expect([corpus, ...languages].map(({ drawn, wordInterval }) => [drawn, wordInterval])).toEqual([
      ['files', { low: 0, high: 1 }],
      ['blocks of words', { low: 0, high: 0.2 }],
      ['files', { low: 0, high: 1 }],
    ]);
  });

  it('passes on what was not judged', () => {
    const context = { filesWithoutReference: ['x'], failedFiles: ['y'], referenceTables: ['t'] };
    expect(evaluateTexts([], context)).toMatchObject({
      ...context,
      languages: [],
      files: [],
      corpus: { fileCount: 0 },
    });
  });
});
