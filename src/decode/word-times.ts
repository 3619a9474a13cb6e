import { repairWordTimes } from './repair-word-times.ts';
import type { WindowSegment } from './segments.ts';
import type { TimedSegment, WindowWord } from './timed-segment.ts';
import type { TokenTimes } from './token-times.ts';
import { splitTokenWords, type TokenWord } from './token-words.ts';
import type { TextDecoder } from './tokenizer.ts';

/** A window's tokens and when they were spoken. */
export interface TimedTokens extends TokenTimes {
  readonly tokens: readonly number[];
  readonly decodeText: TextDecoder;
}

/** Gives segments their words; each segment then lasts from its first word to its last. */
export function timeWords(segments: readonly WindowSegment[], timed: TimedTokens): TimedSegment[] {
  const found = segments.map(({ firstToken, endToken, ...segment }) => {
    const words = splitTokenWords(timed.tokens.slice(firstToken, endToken), timed.decodeText);
    return { ...segment, words: words.map((word) => timeWord(word, firstToken, timed)) };
  });
  return repairWordTimes(found);
}

function timeWord(
  { text, ...range }: TokenWord,
  offset: number,
  { endSeconds, probabilities }: TimedTokens,
): WindowWord {
  const first = offset + range.firstToken;
  const end = offset + range.endToken;
  const own = probabilities.slice(first, end);
  return {
    text,
    startSeconds: endSeconds[first - 1] ?? 0,
    endSeconds: endSeconds[end - 1] ?? 0,
    probability: own.reduce((sum, value) => sum + value, 0) / own.length,
  };
}
