import { findCommonWord } from './join-point.ts';
import { overlapOf } from './overlap.ts';
import { timeWords, type TimedWord } from './timed-words.ts';
import type { WindowTranscript } from './transcript.ts';

/** The windows on both sides of a gap, and the one that was heard across it. */
export interface HeardGap {
  readonly left: WindowTranscript;
  readonly between: WindowTranscript;
  readonly right: WindowTranscript;
}

/** How words pass from one window over another one to a third. */
export interface Bridge {
  /** Words kept from the start of the left list. */
  readonly leftCount: number;
  /** What stands between. */
  readonly words: readonly TimedWord[];
  /** Words left out at the start of the right window. */
  readonly rightSkip: number;
}

/** At its edge, where half a word is all there is, a window may mishear so many words. */
const MOST_EDGE_WORDS = 3;

/**
 * The words between the last one that the left window has in common with the one heard across the gap, and the first
 * one that this has in common with the right window; `undefined` where more than three words at an edge would be given
 * up for them, or there are no such words.
 *
 * @param leftWords those of the left window, or of all windows up to it
 */
export function findBridge(leftWords: readonly TimedWord[], gap: HeardGap): Bridge | undefined {
  const { left, between, right } = gap;
  // No segment of another window is continued by it, also where it begins with that.
  const words = timeWords(between).map((word) => ({ ...word, segmentKey: `between/${word.segmentKey}` }));
  const entry = findCommonWord(leftWords, words, overlapOf(left, between), left.endSeconds);
  const behind = { ...right, overlapSeconds: between.endSeconds - right.startSeconds };
  const exit = findCommonWord(words, timeWords(right), overlapOf(between, behind), right.startSeconds);
  if (entry === undefined || exit === undefined || exit.leftCount < entry.rightSkip) return undefined;
  const edgeWords = Math.max(leftWords.length - entry.leftCount, exit.rightSkip - 1);
  if (edgeWords > MOST_EDGE_WORDS) return undefined;
  return {
    leftCount: entry.leftCount,
    words: words.slice(entry.rightSkip, exit.leftCount),
    rightSkip: exit.rightSkip,
  };
}
