import { compareWords } from './compare-words.ts';
import { overlapOf } from './overlap.ts';
import { timeWords } from './timed-words.ts';
import type { WindowTranscript } from './transcript.ts';

/** In a shorter overlap two texts may well have no word in common … */
const LEAST_TELLING_SECONDS = 2;
/** … and where both have fewer words than this there. */
const LEAST_TELLING_WORDS = 3;

/**
 * Whether two neighbouring windows have words in common where they overlap, one of seven at least, or nothing tells
 * that they should. Else one of them has left words out, or heard other ones.
 */
export function hearAlike(left: WindowTranscript, right: WindowTranscript): boolean {
  // The end of a text that ran into its limit was not heard at all.
  const isTelling = right.overlapSeconds >= LEAST_TELLING_SECONDS && !left.reachedTokenLimit;
  if (!isTelling || left.text === '' || right.text === '') return true;
  const { pairs, leftWords, rightWords } = compareWords(timeWords(left), timeWords(right), overlapOf(left, right));
  return pairs.length > 0 || Math.max(leftWords.length, rightWords.length) < LEAST_TELLING_WORDS;
}
