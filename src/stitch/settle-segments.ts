import type { Segment, SpokenWord } from './transcript.ts';
import { gapBetween } from './words.ts';

/** Shorter segments would begin and end at the same moment where times are written in milliseconds. */
const LEAST_SECONDS = 0.001;

/**
 * Segments in order, none overlapping the one before, all within [0, duration], each with its words inside, in order.
 *
 * One that has no time left gives its text to its neighbour: no word is lost.
 */
export function settleSegments(segments: readonly Segment[], durationSeconds: number): Segment[] {
  const settled: Segment[] = [];
  let leading: Segment | undefined;
  for (const segment of segments) {
    const previous = settled.at(-1);
    const startSeconds = clamp(segment.startSeconds, previous?.endSeconds ?? 0, durationSeconds);
    const endSeconds = clamp(segment.endSeconds, startSeconds, durationSeconds);
    if (endSeconds - startSeconds >= LEAST_SECONDS) {
      settled.push({ ...joinSegments(leading, segment), startSeconds, endSeconds });
      leading = undefined;
    } else if (previous === undefined) {
      leading = joinSegments(leading, segment);
    } else {
      settled[settled.length - 1] = { ...joinSegments(previous, segment), endSeconds: previous.endSeconds };
    }
  }
  const whole = { startSeconds: 0, endSeconds: Math.max(0, durationSeconds) };
  return [...settled, ...(leading ? [{ ...leading, ...whole }] : [])].map(settleWords);
}

/** Two texts as one, with a space unless their script has none. */
export function joinTexts(left: string, right: string): string {
  return left + gapBetween(left, right) + right;
}

function joinSegments(left: Segment | undefined, right: Segment): Segment {
  if (left === undefined) return right;
  const { startSeconds, words: leftWords } = left;
  const { endSeconds, words: rightWords } = right;
  const words = leftWords && rightWords && { words: [...leftWords, ...rightWords] };
  return { startSeconds, endSeconds, text: joinTexts(left.text, right.text), ...words };
}

function settleWords(segment: Segment): Segment {
  if (segment.words === undefined) return segment;
  let earliest = segment.startSeconds;
  const words = segment.words.map((word): SpokenWord => {
    const startSeconds = clamp(word.startSeconds, earliest, segment.endSeconds);
    const endSeconds = clamp(word.endSeconds, startSeconds, segment.endSeconds);
    earliest = endSeconds;
    return { ...word, startSeconds, endSeconds };
  });
  return { ...segment, words };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(least, most));
}
