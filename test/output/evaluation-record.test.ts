import { describe, expect, it } from 'vitest';
import { accuracyRecord, evaluationCsv, evaluationRecord } from '../../src/output/evaluation-record.ts';
import { exampleEvaluation, exampleSeams } from './example-evaluation.ts';

describe('accuracyRecord', () => {
  it('has the corpus, its languages, and how many files are left out', () => {
    expect(accuracyRecord(exampleEvaluation())).toMatchObject({
      files: 3,
      wer: 0.5,
      reference_words: 10,
      hits: 8,
      substitutions: 1,
      deletions: 1,
      insertions: 3,
      wer_low: expect.any(Number) as number,
      languages: [
        { language: 'en', normalizer: 'english', files: 2, reference_words: 7, wer: 4 / 7, drawn: 'files' },
        {
          language: 'zh',
          normalizer: 'basic, letters',
          files: 1,
          wer: 1 / 3,
          cer: 1 / 3,
          wer_low: null,
          drawn: 'blocks of words',
        },
      ],
      files_without_reference: 1,
      failed_files: 1,
      references: ['audio/references.tsv'],
      bootstrap: { confidence: 0.95, resamples: 2000, drawn: 'files' },
    });
  });
});

describe('evaluationRecord', () => {
  it('adds each file, the worst first, and names those left out', () => {
    expect(evaluationRecord(exampleEvaluation())).toMatchObject({
      per_file: [
        { file: 'silence.wav', language: 'en', wer: null, insertions: 2, reference_words: 0 },
        { file: 'zh.wav', language: 'zh', wer: 1 / 3, reference_characters: 3 },
        { file: 'a.wav', wer: 2 / 7 },
      ],
      files_without_reference: ['x.wav'],
      failed_files: ['bad.wav'],
    });
  });

  it('has seams only when they were counted', () => {
    expect(evaluationRecord(exampleEvaluation())).not.toHaveProperty('seams');
    expect(evaluationRecord(exampleEvaluation({ seams: exampleSeams }))['seams']).toMatchObject({
      joins: 50,
      seam_seconds: 5,
      near_joins: { wer: 0.05, deletions: 3 },
      elsewhere: { wer: 0.02, insertions: 5 },
      duplicated_runs_per_100_joins: 0,
      lost_runs_per_100_joins: 2,
      runs: [
        { kind: 'lost', file: 'a.wav', at_s: 83.25, at_join: true, words: 'of the people' },
        { kind: 'duplicated', file: 'b.wav', at_s: 12, at_join: false, words: 'by the people' },
      ],
    });
  });
});

describe('evaluationCsv', () => {
  it('has a row for the corpus, for each language and for each file', () => {
    const [header, ...rows] = evaluationCsv(exampleEvaluation()).trimEnd().split('\n');
    expect(header).toBe(
      'scope,file,language,status,files,wer,cer,reference_words,hits,substitutions,deletions,insertions,' +
        'reference_characters,character_hits,character_substitutions,character_deletions,character_insertions,' +
        'wer_low,wer_high,cer_low,cer_high',
    );
    expect(rows.map((row) => row.split(',').slice(0, 6).join(','))).toEqual([
      'corpus,,,,3,0.5',
      `language,,en,,2,${4 / 7}`,
      `language,,zh,,1,${1 / 3}`,
      'file,silence.wav,en,judged,1,',
      `file,zh.wav,zh,judged,1,${1 / 3}`,
      `file,a.wav,en,judged,1,${2 / 7}`,
      'file,x.wav,,no reference,,',
      'file,bad.wav,,failed,,',
    ]);
  });
});
