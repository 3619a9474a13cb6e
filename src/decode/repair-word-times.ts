import type { TimedSegment, WindowWord } from './timed-segment.ts';

const LONGEST_TYPICAL_SECONDS = 0.7;
/** Of a time that the model marked this far inside a word, the mark is held for more exact. */
const TRUSTED_DIFFERENCE_SECONDS = 0.5;
const SENTENCE_END = /[.。!！?？]["'”’»)]*$/u;

/**
 * Takes pauses out of words: alignment has to give every moment to some token. After a pause a word lasts at most twice
 * as long as words of its window typically do, and marked times count where they differ much. A word that got no time
 * takes some of what lies before or behind it. Each segment then lasts from its first word to its last.
 *
 * The rules for pauses and their numbers follow OpenAI's program.
 */
export function repairWordTimes(segments: readonly TimedSegment[]): TimedSegment[] {
  const typicalSeconds = typicalDuration(segments.flatMap(({ words }) => words));
  let spokenUntil = 0;
  return segments.map((segment) => {
    const words: WritableWord[] = segment.words.map((word) => ({ ...word }));
    giveTime(words, spokenUntil, typicalSeconds);
    shortenAfterSentences(words, 2 * typicalSeconds);
    const [first, second] = words;
    const last = words.at(-1);
    if (!first || !last) return segment;
    if (first.endSeconds - spokenUntil > 4 * typicalSeconds) shortenAfterPause(first, second, 2 * typicalSeconds);
    followMarks(first, last, { ...segment, typicalSeconds });
    spokenUntil = last.endSeconds;
    return { ...segment, startSeconds: first.startSeconds, endSeconds: last.endSeconds, words };
  });
}

type WritableWord = { -readonly [Key in keyof WindowWord]: WindowWord[Key] };

// The median; words that got no time at all do not count.
function typicalDuration(words: readonly WindowWord[]): number {
  const durations = words.map(duration).filter((seconds) => seconds > 0);
  durations.sort((a, b) => a - b);
  const middle = durations.length / 2;
  const median = ((durations[Math.ceil(middle) - 1] ?? 0) + (durations[Math.floor(middle)] ?? 0)) / 2;
  return Math.min(LONGEST_TYPICAL_SECONDS, median);
}

function giveTime(words: readonly WritableWord[], freeFrom: number, typicalSeconds: number): void {
  let free = freeFrom;
  for (const [index, word] of words.entries()) {
    const next = words[index + 1];
    if (duration(word) === 0) word.startSeconds = Math.max(free, word.startSeconds - typicalSeconds);
    if (duration(word) === 0 && next) shareTime(word, next, typicalSeconds);
    free = word.endSeconds;
  }
}

// What lies between two words, or half of the second.
function shareTime(word: WritableWord, next: WritableWord, typicalSeconds: number): void {
  const middle = (next.startSeconds + next.endSeconds) / 2;
  const free = next.startSeconds > word.endSeconds ? next.startSeconds : middle;
  word.endSeconds = Math.min(free, word.endSeconds + typicalSeconds);
  next.startSeconds = Math.max(next.startSeconds, word.endSeconds);
}

function shortenAfterSentences(words: readonly WritableWord[], longestSeconds: number): void {
  for (const [index, word] of words.entries()) {
    if (SENTENCE_END.test(words[index - 1]?.text ?? '')) startLater(word, word.endSeconds - longestSeconds);
  }
}

// The first word may have been put into the pause alone, and the second then fills the rest of it.
function shortenAfterPause(first: WritableWord, second: WritableWord | undefined, longestSeconds: number): void {
  if (second && duration(second) > longestSeconds) {
    startLater(second, second.endSeconds - longestSeconds);
    first.endSeconds = second.startSeconds;
  }
  startLater(first, first.endSeconds - longestSeconds);
}

interface MarkedTimes {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly typicalSeconds: number;
}

function followMarks(first: WritableWord, last: WritableWord, marks: MarkedTimes): void {
  const { startSeconds, endSeconds, typicalSeconds } = marks;
  if (startSeconds < first.endSeconds && startSeconds - TRUSTED_DIFFERENCE_SECONDS > first.startSeconds) {
    startLater(first, Math.min(startSeconds, first.endSeconds - typicalSeconds));
  }
  if (endSeconds > last.startSeconds && endSeconds + TRUSTED_DIFFERENCE_SECONDS < last.endSeconds) {
    last.endSeconds = Math.min(last.endSeconds, Math.max(endSeconds, last.startSeconds + typicalSeconds));
  }
}

function startLater(word: WritableWord, seconds: number): void {
  word.startSeconds = Math.max(word.startSeconds, seconds);
}

function duration({ startSeconds, endSeconds }: WindowWord): number {
  return endSeconds - startSeconds;
}
