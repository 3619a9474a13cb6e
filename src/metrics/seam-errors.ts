import { alignWords } from './align-words.ts';
import { addEdits, type EditCounts } from './edit-counts.ts';
import type { JudgedText } from './judged-text.ts';
import { findRepeatedRun } from './repeated-run.ts';
import { wordsOf } from './text-errors.ts';
import { timeNormalizedWords, type WordMoment } from './time-normalized-words.ts';

/** A text that was put together from windows. */
export interface JoinedText extends JudgedText {
  /** The words heard and when, before normalisation. */
  readonly moments: readonly WordMoment[];
  /** Where the words of one window pass to those of the next, in seconds. */
  readonly joinSeconds: readonly number[];
}

/** Words told twice, or left out, in a row. */
export interface WordRun {
  readonly kind: 'duplicated' | 'lost';
  readonly file: string;
  readonly seconds: number;
  /** Whether a join is within {@link SEAM_SECONDS}. */
  readonly isAtJoin: boolean;
  readonly words: readonly string[];
}

/** Errors of words near joins, apart from the rest. */
export interface SeamReport {
  readonly joinCount: number;
  readonly nearJoins: EditCounts;
  readonly elsewhere: EditCounts;
  readonly runs: readonly WordRun[];
}

/** A word this near to a join counts as near it. */
export const SEAM_SECONDS = 5;
/** Fewer words than this in a row may be slips of the model. */
export const LEAST_RUN_WORDS = 3;

/** Counts the errors near the joins of texts and elsewhere, and finds runs of words told twice or lost. */
export function countSeamErrors(texts: readonly JoinedText[]): SeamReport {
  const judged = texts.map(judgeSeams);
  return {
    joinCount: texts.reduce((sum, { joinSeconds }) => sum + joinSeconds.length, 0),
    nearJoins: addEdits(judged.flatMap(({ near }) => near)),
    elsewhere: addEdits(judged.flatMap(({ far }) => far)),
    runs: judged.flatMap(({ runs }) => runs),
  };
}

/** How many runs of a kind there are for every hundred joins; `null` without a join. */
export function runsPerHundredJoins({ joinCount, runs }: SeamReport, kind: WordRun['kind']): number | null {
  if (joinCount === 0) return null;
  return (100 * runs.filter((run) => run.isAtJoin && run.kind === kind).length) / joinCount;
}

interface SeamErrors {
  near: EditCounts[];
  far: EditCounts[];
  runs: WordRun[];
}

/** Part of the alignment of a reference with what was heard. */
interface Stretch {
  readonly expected: readonly string[];
  readonly isSame: boolean;
  /** Positions among the words heard. */
  readonly start: number;
  readonly end: number;
}

function judgeSeams(text: JoinedText): SeamErrors {
  const heard = timeNormalizedWords(text.heard, text.moments, text.normalizer);
  const found: SeamErrors = { near: [], far: [], runs: [] };
  let start = 0;
  for (const { kind, before, after } of alignWords(
    wordsOf(text.normalizer.normalize(text.reference)),
    heard.map(({ word }) => word),
  )) {
    const stretch = { expected: before, isSame: kind === 'same', start, end: start + after.length };
    for (const { seconds, ...counts } of editsOf(stretch, heard)) {
      (isNear(text, seconds, seconds) ? found.near : found.far).push(counts);
    }
    found.runs.push(...runsOf(stretch, heard, text));
    start = stretch.end;
  }
  return found;
}

/** One record for every word of the reference or, where more were heard, every word heard. */
function editsOf(stretch: Stretch, heard: readonly WordMoment[]): (EditCounts & { readonly seconds: number })[] {
  const heardCount = stretch.end - stretch.start;
  const count = Math.max(stretch.expected.length, heardCount);
  const [from, to] = surroundings({ start: stretch.end, end: stretch.end }, heard);
  return Array.from({ length: count }, (_, index) => {
    const isPair = index < stretch.expected.length && index < heardCount;
    return {
      // Words that were not heard are spread over the time between their neighbours.
      seconds:
        index < heardCount
          ? (heard[stretch.start + index]?.seconds ?? from)
          : from + ((to - from) * (index - heardCount + 1)) / (count - heardCount + 1),
      substitutions: isPair && !stretch.isSame ? 1 : 0,
      deletions: index >= heardCount ? 1 : 0,
      insertions: index >= stretch.expected.length ? 1 : 0,
      referenceLength: index < stretch.expected.length ? 1 : 0,
    };
  });
}

function runsOf(stretch: Stretch, heard: readonly WordMoment[], text: JoinedText): WordRun[] {
  const surplus = stretch.end - stretch.start - stretch.expected.length;
  const [from, to] = surroundings(stretch, heard);
  const run = { file: text.file, seconds: (from + to) / 2, isAtJoin: isNear(text, from, to) };
  if (stretch.isSame || Math.abs(surplus) < LEAST_RUN_WORDS) return [];
  if (surplus < 0) return [{ ...run, kind: 'lost', words: stretch.expected }];
  const words = heard.map(({ word }) => word);
  const repeated = findRepeatedRun(words, stretch, { least: LEAST_RUN_WORDS, most: surplus });
  return repeated === undefined ? [] : [{ ...run, kind: 'duplicated', words: repeated }];
}

/** When the words before and after a stretch were spoken. */
function surroundings(
  { start, end }: Pick<Stretch, 'start' | 'end'>,
  heard: readonly WordMoment[],
): [from: number, to: number] {
  const from = heard[start - 1]?.seconds ?? 0;
  return [from, heard[end]?.seconds ?? heard.at(-1)?.seconds ?? from];
}

function isNear({ joinSeconds }: JoinedText, from: number, to: number): boolean {
  return joinSeconds.some((join) => join >= from - SEAM_SECONDS && join <= to + SEAM_SECONDS);
}
