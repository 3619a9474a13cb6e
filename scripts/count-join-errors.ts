import { alignWords, type AlignedStretch } from '../src/metrics/align-words.ts';

/** A word that was said, and about when. */
export interface SaidWord {
  readonly text: string;
  readonly seconds: number;
}

/** Words that were said, and words wrong, left out or added among them. */
export interface ErrorCount {
  readonly words: number;
  readonly errors: number;
}

export interface JoinErrors {
  readonly near: ErrorCount;
  readonly far: ErrorCount;
  /** Texts of three added words or more near a join, and of three left out. */
  readonly repeated: readonly string[];
  readonly lost: readonly string[];
}

const NEAR_SECONDS = 5;
const RUN_WORDS = 3;

/** Errors of what was heard, told apart by whether a join (a time in seconds) is within 5 s. */
export function countJoinErrors(
  said: readonly SaidWord[],
  heard: readonly string[],
  joins: readonly number[],
): JoinErrors {
  const stretches = placeStretches(said, heard);
  const isNear = ({ seconds }: SaidWord) => joins.some((join) => Math.abs(join - seconds) <= NEAR_SECONDS);
  const changed = stretches.filter(({ kind }) => kind === 'changed');
  const count = (isCounted: (word: SaidWord) => boolean): ErrorCount => ({
    words: said.filter(isCounted).length,
    errors: changed.filter(({ word }) => isCounted(word)).reduce((sum, stretch) => sum + editsOf(stretch), 0),
  });
  const nearby = changed.filter(({ word }) => isNear(word));
  const text = ({ before, after }: AlignedStretch) => `"${before.join(' ')}" became "${after.join(' ')}"`;
  return {
    near: count(isNear),
    far: count((word) => !isNear(word)),
    repeated: nearby.filter(({ before, after }) => after.length - before.length >= RUN_WORDS).map(text),
    lost: nearby.filter(({ before, after }) => before.length - after.length >= RUN_WORDS).map(text),
  };
}

/** Stretches with the word that was said in their middle, or before them where they only add. */
function placeStretches(said: readonly SaidWord[], heard: readonly string[]) {
  let place = 0;
  const texts = said.map(({ text }) => text);
  return alignWords(texts, heard).flatMap((stretch) => {
    const middle = place + Math.floor(stretch.before.length / 2);
    place += stretch.before.length;
    const word = said[Math.min(middle, said.length - 1)];
    return word ? [{ ...stretch, word }] : [];
  });
}

function editsOf({ before, after }: AlignedStretch): number {
  return Math.max(before.length, after.length);
}
