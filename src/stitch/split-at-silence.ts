import type { SkippedSilence } from '../audio/audio-window.ts';
import { silentSides, type TimeSpan } from '../audio/window-timeline.ts';
import { shareWords } from './share-words.ts';
import { joinWords, splitWords } from './words.ts';

/** Text between two times, in seconds from the start of a window. */
export interface TimedText extends TimeSpan {
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
  }));
  const seconds = parts.map((part, index) => spokenSeconds(part, inside[index - 1], inside[index]));
  const shares = shareWords(splitWords(segment.text), seconds);
  return parts
    .map((part, index) => ({ ...part, text: joinWords(shares[index] ?? []) }))
    .filter(({ text }) => text !== '');
}

function spokenSeconds(part: TimeSpan, before: SkippedSilence | undefined, after: SkippedSilence | undefined): number {
  const silentSeconds = (before?.keptAfterSeconds ?? 0) + (after?.keptBeforeSeconds ?? 0);
  return Math.max(part.endSeconds - part.startSeconds - silentSeconds, 1e-3);
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
