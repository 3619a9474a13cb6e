import { compareWords, countBefore } from './compare-words.ts';
import type { MatchedPair } from './longest-common-subsequence.ts';
import type { Overlap } from './overlap.ts';
import { wordCentreSeconds } from './timed-words.ts';
import type { TimedWord } from './timed-words.ts';

/** Where one word list ends and the next takes over. */
export interface JoinPoint {
  /** Words kept from the start of the left list. */
  readonly leftCount: number;
  /** Words left out at the start of the right list. */
  readonly rightSkip: number;
}

/** From this many words on each side, having nothing in common is evidence and no accident. */
const TELLING_WORD_COUNT = 5;

/** A common word in a run of this many is no accident; "the" alone may be another one. */
const TELLING_RUN = 3;

/**
 * Where to pass from the words of one window to those of the next, so that speech both heard is told once.
 *
 * The cut lies after the common word nearest to the overlap's centre, where both windows know the most context; words
 * that both have in the same order with nothing in between count before those that stand alone.
 */
export function findJoinPoint(left: readonly TimedWord[], right: readonly TimedWord[], overlap: Overlap): JoinPoint {
  const centre = (overlap.startSeconds + overlap.endSeconds) / 2;
  return findCommonWord(left, right, overlap, centre) ?? cutByTime(left, right, overlap);
}

/** After the common word nearest to a moment, as {@link findJoinPoint}; `undefined` where they have none. */
export function findCommonWord(
  left: readonly TimedWord[],
  right: readonly TimedWord[],
  overlap: Overlap,
  seconds: number,
): JoinPoint | undefined {
  const { pairs, leftWords, rightWords } = compareWords(left, right, overlap);
  if (pairs.length === 0) return undefined;
  const distance = (pair: MatchedPair): number => Math.abs(pairSeconds(pair, leftWords, rightWords) - seconds);
  const cut = tellingPairs(pairs).reduce((nearest, pair) => (distance(pair) < distance(nearest) ? pair : nearest));
  return { leftCount: left.length - leftWords.length + cut.left + 1, rightSkip: cut.right + 1 };
}

/** The pairs in runs of three that follow each other on both sides, or in the longest runs there are. */
function tellingPairs(pairs: readonly MatchedPair[]): MatchedPair[] {
  const runs: MatchedPair[][] = [];
  for (const pair of pairs) {
    const run = runs.at(-1);
    const previous = run?.at(-1);
    if (previous?.left === pair.left - 1 && previous.right === pair.right - 1) run?.push(pair);
    else runs.push([pair]);
  }
  const longest = Math.max(...runs.map(({ length }) => length));
  return runs.filter(({ length }) => length >= Math.min(TELLING_RUN, longest)).flat();
}

function pairSeconds(pair: MatchedPair, left: readonly TimedWord[], right: readonly TimedWord[]): number {
  const centres = [left[pair.left], right[pair.right]].map((word) => (word ? wordCentreSeconds(word) : 0));
  return ((centres[0] ?? 0) + (centres[1] ?? 0)) / 2;
}

function cutByTime(left: readonly TimedWord[], right: readonly TimedWord[], overlap: Overlap): JoinPoint {
  const inLeft = left.length - countBefore(left, overlap.startSeconds);
  const inRight = countBefore(right, overlap.endSeconds);
  const isSilentOnOneSide = inLeft === 0 || inRight === 0;
  // Spread times put words into an overlap of silence or music. Different words are then different speech: keep both.
  const isOtherSpeech = !overlap.hasMarkedTimes && Math.min(inLeft, inRight) >= TELLING_WORD_COUNT;
  if (isSilentOnOneSide || isOtherSpeech) return { leftCount: left.length, rightSkip: 0 };
  const middle = (overlap.startSeconds + overlap.endSeconds) / 2;
  return { leftCount: countBefore(left, middle), rightSkip: countBefore(right, middle) };
}
