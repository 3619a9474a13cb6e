import { describe, expect, it } from 'vitest';
import { judgeRun, judgeSeams } from '../../src/bench/judge-run.ts';
import { failedFile, runReport, transcribedFile } from '../output/example-run.ts';

const references = {
  tablePaths: ['references.tsv'],
  bySource: new Map([
    ['a.wav', { text: 'Ask what', language: undefined }],
    ['bad.wav', { text: 'Never heard', language: undefined }],
    ['c.wav', { text: 'Fragt nicht', language: 'de' }],
  ]),
};
const report = runReport([
  transcribedFile('a.wav'),
  transcribedFile('b.wav'),
  failedFile('bad.wav'),
  transcribedFile('c.wav'),
]);

describe('judgeRun', () => {
  it('adds errors to files with a reference, and tells of the others', () => {
    const { accuracy, outcomes } = judgeRun(report, references);
    expect(accuracy).toMatchObject({
      corpus: { fileCount: 2, words: { substitutions: 3, deletions: 0, insertions: 0, referenceLength: 4 } },
      filesWithoutReference: ['b.wav'],
      failedFiles: ['bad.wav'],
      referenceTables: ['references.tsv'],
    });
    expect(outcomes.map((outcome) => 'errors' in outcome)).toEqual([true, false, false, true]);
  });

  it('takes the language of the reference, else the one detected, else the one asked for', () => {
    const detected = transcribedFile('a.wav');
    const french = { ...detected, transcript: { ...detected.transcript, language: { code: 'fr', probability: 0.9 } } };
    const languagesOf = (outcomes: typeof report.outcomes) =>
      judgeRun({ ...report, outcomes }, references).accuracy!.languages.map(({ language, normalizer }) => [
        language,
        normalizer,
      ]);
    expect(languagesOf([french, transcribedFile('c.wav')])).toEqual([
      ['fr', 'basic'],
      ['de', 'basic'],
    ]);
    expect(languagesOf([detected])).toEqual([['en', 'english']]);
  });

  it('calls a language unknown that was to be detected where nothing was heard', () => {
    const { segments, windows } = transcribedFile('a.wav').transcript;
    const outcomes = [{ ...transcribedFile('a.wav'), transcript: { text: '', segments, windows } }];
    const configuration = { ...report.configuration, language: 'auto' };
    const [heard] = judgeRun({ ...report, outcomes, configuration }, references).accuracy!.languages;
    expect(heard).toMatchObject({ language: 'unknown', normalizer: 'basic', words: { deletions: 2 } });
  });

  it('judges translations as English', () => {
    const translation = { ...report, configuration: { ...report.configuration, task: 'translate' as const } };
    expect(judgeRun(translation, references).accuracy!.languages.map(({ normalizer }) => normalizer)).toEqual([
      'english',
      'english',
    ]);
  });
});

describe('judgeSeams', () => {
  it('counts errors near joins in judged files only', () => {
    const judged = judgeSeams(judgeRun(report, references), references);
    expect(judged.accuracy!.seams).toEqual({
      joinCount: 0,
      nearJoins: { substitutions: 0, deletions: 0, insertions: 0, referenceLength: 0 },
      elsewhere: { substitutions: 3, deletions: 0, insertions: 0, referenceLength: 4 },
      runs: [],
    });
  });

  it('leaves a report alone that was not judged', () => {
    expect(judgeSeams(report, references)).toBe(report);
  });
});
