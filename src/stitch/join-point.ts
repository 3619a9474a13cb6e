import { longestCommonSubsequence } from './longest-common-subsequence.ts';
import type { MatchedPair } from './longest-common-subsequence.ts';
import { wordCentreSeconds } from './timed-words.ts';
import type { TimedWord } from './timed-words.ts';
import { normalizeWord } from './words.ts';

/** The stretch of a recording that two neighbouring windows both hold. */
export interface Overlap {
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Whether timestamps tell when words were spoken; else their times are spread evenly and may be far off. */
  readonly hasMarkedTimes: boolean;
}

/** Where one word list ends and the next takes over. */
export interface JoinPoint {
  /** Words kept from the start of the left list. */
  readonly leftCount: number;
  /** Words left out at the start of the right list. */
  readonly rightSkip: number;
}

/** Words this far outside the overlap are still compared: their times are estimates, the worse without timestamps. */
const MARGIN_SECONDS = { marked: 1, spread: 2 } as const;
/**
 * Equal words may lie this share of the overlap apart. Where a window has pauses, spread times put its first words too
 * late and its last ones too early: the same word is early in one window and late in the next.
 */
const TOLERANCE_SHARE = { marked: 0.5, spread: 1 } as const;
/** Of a shorter overlap: as if it were this long. */
const LEAST_REACH_SECONDS = 2;
/** Below this share of common words the two sides did not hear the same speech. */
const LEAST_SHARED_FRACTION = 0.15;
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
  const marginSeconds = MARGIN_SECONDS[timingOf(overlap)];
  const leftStart = countBefore(left, overlap.startSeconds - marginSeconds);
  const leftWords = left.slice(leftStart);
  const rightWords = right.slice(0, countBefore(right, overlap.endSeconds + marginSeconds));
  const pairs = matchWords(leftWords, rightWords, overlap);
  const sharedFraction = pairs.length / Math.min(leftWords.length, rightWords.length);
  if (pairs.length === 0 || sharedFraction < LEAST_SHARED_FRACTION) return cutByTime(left, right, overlap);
  const centre = (overlap.startSeconds + overlap.endSeconds) / 2;
  const distance = (pair: MatchedPair): number => Math.abs(pairSeconds(pair, leftWords, rightWords) - centre);
  const cut = tellingPairs(pairs).reduce((nearest, pair) => (distance(pair) < distance(nearest) ? pair : nearest));
  return { leftCount: leftStart + cut.left + 1, rightSkip: cut.right + 1 };
}

function timingOf({ hasMarkedTimes }: Overlap): 'marked' | 'spread' {
  return hasMarkedTimes ? 'marked' : 'spread';
}

/** How many words at the start of a list were spoken before a moment; looks from the end if that is nearer. */
function countBefore(words: readonly TimedWord[], seconds: number): number {
  return words.findLastIndex((word) => wordCentreSeconds(word) < seconds) + 1;
}

function matchWords(left: readonly TimedWord[], right: readonly TimedWord[], overlap: Overlap): MatchedPair[] {
  const overlapSeconds = overlap.endSeconds - overlap.startSeconds;
  const reachSeconds = Math.max(LEAST_REACH_SECONDS, overlapSeconds);
  const mostSeconds = reachSeconds * TOLERANCE_SHARE[timingOf(overlap)];
  const leftKeys = left.map((word) => normalizeWord(word.text));
  const rightKeys = right.map((word) => normalizeWord(word.text));
  return longestCommonSubsequence({
    leftLength: left.length,
    rightLength: right.length,
    score(l, r) {
      const [leftWord, rightWord] = [left[l], right[r]];
      if (!leftWord || !rightWord || leftKeys[l] !== rightKeys[r]) return 0;
      const apart = Math.abs(wordCentreSeconds(leftWord) - wordCentreSeconds(rightWord));
      // A repeated word matches its own occurrence, not the next.
      return apart <= mostSeconds ? 1 - apart / reachSeconds : 0;
    },
  });
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
