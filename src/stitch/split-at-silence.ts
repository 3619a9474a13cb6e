import type { SkippedSilence } from '../audio/audio-window.ts';
import { silentSides } from '../audio/window-timeline.ts';
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
 * @param silences those that were left out of its window, in order
 */
export function splitAtSilence(segment: TimedText, silences: readonly SkippedSilence[]): TimedText[] {
  const { startSeconds, endSeconds } = withoutSilentEdges(segment, silences);
  const inside = silences.filter(({ atSeconds }) => atSeconds > startSeconds && atSeconds < endSeconds);
  if (inside.length === 0) return [{ ...segment, startSeconds, endSeconds }];
  const starts = [startSeconds, ...inside.map(({ atSeconds }) => atSeconds)];
  const parts = starts.map((start, index) => ({
    startSeconds: start,
    endSeconds: inside[index]?.atSeconds ?? endSeconds,
    silentSeconds: (inside[index - 1]?.keptAfterSeconds ?? 0) + (inside[index]?.keptBeforeSeconds ?? 0),
  }));
  const shares = shareWords(splitWords(segment.text), parts.map(spokenSeconds));
  return parts
    .map(({ startSeconds: start, endSeconds: end }, index) => ({
      startSeconds: start,
      endSeconds: end,
      text: joinWords(shares[index] ?? []),
    }))
    .filter(({ text }) => text !== '');
}

function spokenSeconds({ startSeconds, endSeconds, silentSeconds }: Span & { readonly silentSeconds: number }): number {
  return Math.max(endSeconds - startSeconds - silentSeconds, 1e-3);
}

// Model and detector differ by less than what counts as silent; the rest of a segment is never less than that.
function withoutSilentEdges({ startSeconds, endSeconds }: TimedText, silences: readonly SkippedSilence[]) {
  const isBehind = (silence: SkippedSilence, from: number): boolean =>
    silence.atSeconds - from > silentSides(silence)[0];
  const isBefore = (silence: SkippedSilence): boolean => endSeconds - silence.atSeconds > silentSides(silence)[1];
  const first = silences.find(({ atSeconds }) => atSeconds > startSeconds);
  const start = first && !isBehind(first, startSeconds) && isBefore(first) ? first.atSeconds : startSeconds;
  const last = silences.findLast(({ atSeconds }) => atSeconds < endSeconds);
  const end = last && !isBefore(last) && isBehind(last, start) ? last.atSeconds : endSeconds;
  return { startSeconds: start, endSeconds: end };
}

function joinWords(words: readonly Word[]): string {
  return words
    .map(({ gap, text }) => gap + text)
    .join('')
    .trim();
}
