import { KEPT_SECONDS } from '../audio/silence-skipper.ts';
import { shareWords } from './share-words.ts';
import { splitWords, type Word } from './words.ts';

interface Span {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** Text between two times, in seconds from the start of a window. */
export interface TimedText extends Span {
  readonly text: string;
}

/**
 * Splits a segment where silence was left out within it, so that no part of it lasts through that silence. Beside a
 * silence nothing is said: a segment that only reaches into what was kept of it is cut off there, and words are shared
 * out over the rest by their lengths and by where sentences and clauses end. A part that would have none is left out.
 *
 * @param moments where silence was left out, in order, in seconds from the start of the window
 */
export function splitAtSilence(segment: TimedText, moments: readonly number[]): TimedText[] {
  const { startSeconds, endSeconds } = withoutSilentEdges(segment, moments);
  const inside = [...new Set(moments)].filter((moment) => moment > startSeconds && moment < endSeconds);
  if (inside.length === 0) return [{ ...segment, startSeconds, endSeconds }];
  const starts = [startSeconds, ...inside];
  const parts = starts.map((start, index) => ({ startSeconds: start, endSeconds: inside[index] ?? endSeconds }));
  const shares = shareWords(splitWords(segment.text), parts.map(spokenSeconds));
  return parts
    .map((part, index) => ({ ...part, text: joinWords(shares[index] ?? []) }))
    .filter(({ text }) => text !== '');
}

function spokenSeconds({ startSeconds, endSeconds }: Span, index: number, { length }: readonly Span[]): number {
  // Half a second of silence was kept on each side of one that was left out.
  const silentSides = (index > 0 ? 1 : 0) + (index < length - 1 ? 1 : 0);
  return Math.max(endSeconds - startSeconds - KEPT_SECONDS * silentSides, 1e-3);
}

// Model and detector differ by less than what was kept; the rest of a segment is never less than that.
function withoutSilentEdges({ startSeconds, endSeconds }: TimedText, moments: readonly number[]) {
  const first = moments.find((moment) => moment > startSeconds && moment - startSeconds <= KEPT_SECONDS);
  const last = moments.findLast((moment) => moment < endSeconds && endSeconds - moment <= KEPT_SECONDS);
  const start = first !== undefined && endSeconds - first > KEPT_SECONDS ? first : startSeconds;
  const end = last !== undefined && last - start > KEPT_SECONDS ? last : endSeconds;
  return { startSeconds: start, endSeconds: end };
}

function joinWords(words: readonly Word[]): string {
  return words
    .map(({ gap, text }) => gap + text)
    .join('')
    .trim();
}
