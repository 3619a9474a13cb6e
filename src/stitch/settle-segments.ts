import type { Segment } from './transcript.ts';
import { gapBetween } from './words.ts';

/**
 * Segments in order, none overlapping the one before, all within [0, duration].
 *
 * One that has no time left gives its text to its neighbour: no word is lost.
 */
export function settleSegments(segments: readonly Segment[], durationSeconds: number): Segment[] {
  const settled: Segment[] = [];
  let leading = '';
  for (const segment of segments) {
    const previous = settled.at(-1);
    const startSeconds = clamp(segment.startSeconds, previous?.endSeconds ?? 0, durationSeconds);
    const endSeconds = clamp(segment.endSeconds, startSeconds, durationSeconds);
    if (endSeconds > startSeconds) {
      settled.push({ startSeconds, endSeconds, text: joinTexts(leading, segment.text) });
      leading = '';
    } else if (previous === undefined) {
      leading = joinTexts(leading, segment.text);
    } else {
      settled[settled.length - 1] = { ...previous, text: joinTexts(previous.text, segment.text) };
    }
  }
  return leading === '' ? settled : [{ startSeconds: 0, endSeconds: Math.max(0, durationSeconds), text: leading }];
}

/** Two texts as one, with a space unless their script has none. */
export function joinTexts(left: string, right: string): string {
  return left + gapBetween(left, right) + right;
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(least, most));
}
