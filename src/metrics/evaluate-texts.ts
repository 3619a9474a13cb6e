import { countBlockErrors } from './block-errors.ts';
import { bootstrapInterval, type RateInterval } from './bootstrap.ts';
import { addEdits, editTotal, errorRate, type EditCounts } from './edit-counts.ts';
import type { JudgedText } from './judged-text.ts';
import type { SeamReport } from './seam-errors.ts';
import { countTextErrors, type TextErrors } from './text-errors.ts';

/** The errors of one file. */
export interface FileErrors {
  readonly file: string;
  readonly language: string;
  readonly errors: TextErrors;
}

/** The errors of several files taken together, as one text: not the mean of their rates. */
export interface CorpusErrors extends TextErrors {
  readonly fileCount: number;
  /** 95 % interval of the word error rate; `null` for a single file of a few words. */
  readonly wordInterval: RateInterval | null;
  readonly characterInterval: RateInterval | null;
  /** What the intervals were drawn from: a single file is cut into blocks of words. */
  readonly drawn: 'files' | 'blocks of words';
}

/** The errors of all files in one language. */
export interface LanguageErrors extends CorpusErrors {
  readonly language: string;
  readonly normalizer: string;
}

/** How well texts agree with their references. */
export interface Evaluation {
  readonly corpus: CorpusErrors;
  /** The language with the most words first. */
  readonly languages: readonly LanguageErrors[];
  /** The highest word error rate first. */
  readonly files: readonly FileErrors[];
  /** Transcribed, but nobody told what was said. */
  readonly filesWithoutReference: readonly string[];
  /** Not transcribed; they count for no rate. */
  readonly failedFiles: readonly string[];
  /** Tables that the references come from. */
  readonly referenceTables: readonly string[];
  /** Errors near joins and elsewhere, when they were asked for. */
  readonly seams?: SeamReport;
}

/** Files that have a place in an evaluation but no errors, and where references come from. */
export type EvaluationContext = Pick<Evaluation, 'filesWithoutReference' | 'failedFiles' | 'referenceTables'>;

/** Counts the errors of texts: all together, by language, and by file. */
export function evaluateTexts(texts: readonly JudgedText[], context: EvaluationContext): Evaluation {
  const judged = texts.map(judge);
  const files = judged.map(({ text: { file, language }, errors }): FileErrors => ({ file, language, errors }));
  const groups = [...new Set(files.map(({ language }) => language))].map((language): LanguageErrors => {
    const own = judged.filter(({ text }) => text.language === language);
    const normalizer = own[0]?.text.normalizer.name ?? '';
    return { language, normalizer, ...addUp(own) };
  });
  return {
    corpus: addUp(judged),
    languages: groups.toSorted((left, right) => right.words.referenceLength - left.words.referenceLength),
    files: files.toSorted((left, right) => badness(right.errors.words) - badness(left.errors.words)),
    ...context,
  };
}

interface JudgedErrors {
  readonly text: JudgedText;
  readonly errors: TextErrors;
  /** Counted once, and only for a file that stands alone. */
  readonly blocks: () => readonly TextErrors[];
}

function judge(text: JudgedText): JudgedErrors {
  let blocks: readonly TextErrors[] | undefined;
  const errors = countTextErrors(text.reference, text.heard, text.normalizer);
  return { text, errors, blocks: () => (blocks ??= countBlockErrors(text)) };
}

function addUp(judged: readonly JudgedErrors[]): CorpusErrors {
  const errors = judged.map((one) => one.errors);
  const isSingle = judged.length === 1;
  const samples = isSingle ? judged.flatMap(({ blocks }) => blocks()) : errors;
  return {
    fileCount: errors.length,
    words: addEdits(errors.map(({ words }) => words)),
    characters: addEdits(errors.map(({ characters }) => characters)),
    wordInterval: bootstrapInterval(samples.map(({ words }) => words)),
    characterInterval: bootstrapInterval(samples.map(({ characters }) => characters)),
    drawn: isSingle ? 'blocks of words' : 'files',
  };
}

/** Words that were heard in silence are worse than any rate; silence heard as silence is as good as can be. */
function badness(words: EditCounts): number {
  return errorRate(words) ?? (editTotal(words) > 0 ? Number.MAX_VALUE : 0);
}
