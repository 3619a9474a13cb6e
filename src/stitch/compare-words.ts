import { longestCommonSubsequence } from './longest-common-subsequence.ts';
import type { MatchedPair } from './longest-common-subsequence.ts';
import type { Overlap } from './overlap.ts';
import { wordCentreSeconds } from './timed-words.ts';
import type { TimedWord } from './timed-words.ts';
import { normalizeWord } from './words.ts';

/** What two word lists have in common where they overlap. */
export interface Comparison {
  /** None where there are so few that the two sides did not hear the same speech. */
  readonly pairs: readonly MatchedPair[];
  /** The words compared: the last ones of the left list, the first ones of the right list. */
  readonly leftWords: readonly TimedWord[];
  readonly rightWords: readonly TimedWord[];
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

/** Matches the words of two lists that lie in an overlap, or near it. */
export function compareWords(left: readonly TimedWord[], right: readonly TimedWord[], overlap: Overlap): Comparison {
  const marginSeconds = MARGIN_SECONDS[timingOf(overlap)];
  const leftWords = left.slice(countBefore(left, overlap.startSeconds - marginSeconds));
  const rightWords = right.slice(0, countBefore(right, overlap.endSeconds + marginSeconds));
  const pairs = matchWords(leftWords, rightWords, overlap);
  const sharedFraction = pairs.length / Math.min(leftWords.length, rightWords.length);
  return { pairs: sharedFraction < LEAST_SHARED_FRACTION ? [] : pairs, leftWords, rightWords };
}

/** How many words at the start of a list were spoken before a moment; looks from the end if that is nearer. */
export function countBefore(words: readonly TimedWord[], seconds: number): number {
  return words.findLastIndex((word) => wordCentreSeconds(word) < seconds) + 1;
}

function timingOf({ hasMarkedTimes }: Overlap): 'marked' | 'spread' {
  return hasMarkedTimes ? 'marked' : 'spread';
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
