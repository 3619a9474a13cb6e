import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/output/display-text.ts';
import { formatEvaluation } from '../../src/output/evaluation-table.ts';
import { evaluateTexts } from '../../src/metrics/evaluate-texts.ts';
import { exampleEvaluation, exampleSeams, judgedText } from './example-evaluation.ts';

const style = { columns: 80, useColor: false };

describe('formatEvaluation', () => {
  it('shows languages, files and what the figures stand for', async () => {
    const text = formatEvaluation(exampleEvaluation({ seams: exampleSeams }), style);
    await expect(`${text}\n`).toMatchFileSnapshot('../golden/evaluation-table.txt');
    expect(text.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
  });

  it('has one row for a single language, and no interval for a single file of a few words', () => {
    const one = evaluateTexts([judgedText('a.wav', 'fr', 'oui', 'oui')], {
      filesWithoutReference: [],
      failedFiles: [],
      referenceTables: [],
    });
    const text = formatEvaluation(one, style);
    expect(text).toContain('│ fr       │     1 │  0.00 │    – │  0.00 │    1 │    0 │    0 │    0 │\n');
    expect(text).not.toContain('│ all');
    expect(text).not.toContain('95 %:');
  });

  it('says what intervals were drawn from', () => {
    const words = Array.from({ length: 100 }, (_, index) => `w${index}`).join(' ');
    const context = { filesWithoutReference: [], failedFiles: [], referenceTables: [] };
    const notesOf = (languages: readonly string[]) => {
      const texts = languages.map((language, index) => judgedText(`${index}.wav`, language, words, words));
      return formatEvaluation(evaluateTexts(texts, context), style).replaceAll('\n', ' ');
    };
    expect(notesOf(['fr'])).toContain('95 %: bootstrap over blocks of about 50 words, 2000 draws.');
    expect(notesOf(['fr', 'fr'])).toContain('95 %: bootstrap over files, 2000 draws.');
    expect(notesOf(['fr', 'fr', 'de'])).toContain(
      '95 %: bootstrap over files, or blocks of about 50 words where there is one file, 2000 draws.',
    );
  });

  it('drops folders of names that are too long', () => {
    const name = 'librispeech_test_other/2414-128291-0006.flac';
    const context = { filesWithoutReference: [], failedFiles: [], referenceTables: [] };
    const text = formatEvaluation(evaluateTexts([judgedText(name, 'en', 'a', 'a')], context), style);
    expect(text).toContain('│ …/2414-128291-0006.flac │  0.00 │');
  });

  it('shows forty files, shortens long names, and counts the rest', () => {
    const texts = Array.from({ length: 45 }, (_, index) =>
      judgedText(`${'long-name-'.repeat(6)}${index}`, 'en', 'a', 'b'),
    );
    const many = evaluateTexts(texts, {
      filesWithoutReference: Array.from({ length: 12 }, (_, index) => `${index}.wav`),
      failedFiles: [],
      referenceTables: [],
    });
    const text = formatEvaluation(many, style);
    expect(text).toContain('Shown: the 40 worst; 5 more files in evaluation.csv.\n');
    expect(text.replaceAll('\n', ' ')).toContain(
      'No reference, not judged: 0.wav, 1.wav, 2.wav, 3.wav, 4.wav, 5.wav, 6.wav, 7.wav, 8.wav, 9.wav, and 2 more.',
    );
    expect(text.split('\n').filter((line) => displayWidth(line) > 80)).toEqual([]);
  });
});
