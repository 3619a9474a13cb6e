import { evaluateTexts, type Evaluation } from '../../src/metrics/evaluate-texts.ts';
import type { JudgedText } from '../../src/metrics/judged-text.ts';
import { normalizerFor } from '../../src/metrics/normalize-text.ts';

/** A text in a language that was heard so. */
export function judgedText(file: string, language: string, reference: string, heard: string): JudgedText {
  return { file, language, normalizer: normalizerFor(language), reference, heard };
}

/** Three judged files in two languages, one without a reference and one that failed. */
export function exampleEvaluation(changes: Partial<Evaluation> = {}): Evaluation {
  const texts = [
    judgedText('a.wav', 'en', 'Ask not what your country can do', 'ask what your country can do do'),
    judgedText('silence.wav', 'en', '', 'Thank you.'),
    judgedText('zh.wav', 'zh', '东京都', '东京市'),
  ];
  const context = {
    filesWithoutReference: ['x.wav'],
    failedFiles: ['bad.wav'],
    referenceTables: ['audio/references.tsv'],
  };
  return { ...evaluateTexts(texts, context), ...changes };
}

/** Errors near 50 joins and elsewhere, with a run of each kind. */
export const exampleSeams: NonNullable<Evaluation['seams']> = {
  joinCount: 50,
  nearJoins: { substitutions: 2, deletions: 3, insertions: 0, referenceLength: 100 },
  elsewhere: { substitutions: 10, deletions: 5, insertions: 5, referenceLength: 1000 },
  runs: [
    { kind: 'lost', file: 'a.wav', seconds: 83.25, isAtJoin: true, words: ['of', 'the', 'people'] },
    { kind: 'duplicated', file: 'b.wav', seconds: 12, isAtJoin: false, words: ['by', 'the', 'people'] },
  ],
};
