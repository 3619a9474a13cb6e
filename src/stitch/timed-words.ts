import type { SkippedSilence } from '../audio/audio-window.ts';
import { bareText, takeSpokenPieces } from './spoken-pieces.ts';
import type { SpokenPiece } from './spoken-pieces.ts';
import type { Segment, WindowTranscript } from './transcript.ts';
import { splitWords } from './words.ts';
import type { Word } from './words.ts';

/** A word of a window with the time it was probably spoken at, in seconds from the start of the recording. */
export interface TimedWord extends Word {
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** The segment it belongs to, unique over all windows of a recording. */
  readonly segmentKey: string;
  /** What it consists of, where the model timed it; else empty, and its time is spread. */
  readonly pieces: readonly SpokenPiece[];
}

interface Span {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly words: readonly SpanWord[];
  /** Silences that lie within it and hold no words. */
  readonly skips?: readonly SkippedSilence[];
}

interface SpanWord extends Word {
  readonly pieces: readonly SpokenPiece[];
}

/**
 * The words of a window, with the model's times where its segments have words; else times are spread by length over the
 * word's segment, or over the window without segments.
 */
export function timeWords(window: WindowTranscript): TimedWord[] {
  return fillSpans(window).flatMap((span, index) => timeSpan(span, `${String(window.startSeconds)}/${String(index)}`));
}

/** The words that a segment was split into, with the model's times where it has them, else spread by length. */
export function timeSegmentWords(words: readonly Word[], segment: Segment, segmentKey: string): TimedWord[] {
  return timeSpan({ ...segment, words: withPieces(words, [segment]) }, segmentKey);
}

/** The moment a word counts as spoken at when it is assigned to one side of a cut. */
export function wordCentreSeconds(word: TimedWord): number {
  return (word.startSeconds + word.endSeconds) / 2;
}

/** Whether the segments of a window hold its whole text, so that they tell when each word was spoken. */
export function hasMarkedTimes(window: WindowTranscript): boolean {
  return (
    window.segments.length > 0 && bareText(window.segments.map(({ text }) => text).join('')) === bareText(window.text)
  );
}

function fillSpans(window: WindowTranscript): Span[] {
  const { startSeconds, endSeconds } = window;
  const isMarked = hasMarkedTimes(window);
  const words = withPieces(splitWords(window.text), isMarked ? window.segments : []);
  if (!isMarked) return [{ startSeconds, endSeconds, words, skips: innerSkips(window) }];
  let next = 0;
  let openLetters = 0;
  return window.segments.map((segment) => {
    const first = next;
    // A word that straddles two segments belongs to the one it starts in; the next segment is that much shorter.
    openLetters += bareText(segment.text).length;
    for (let word = words[next]; word !== undefined && openLetters > 0; word = words[next]) {
      openLetters -= word.text.length;
      next += 1;
    }
    return { startSeconds: segment.startSeconds, endSeconds: segment.endSeconds, words: words.slice(first, next) };
  });
}

// A window ends before a silence that lies at its very end.
function innerSkips({ startSeconds, endSeconds, skips = [] }: WindowTranscript): readonly SkippedSilence[] {
  let skippedSeconds = 0;
  return skips.filter(({ atSeconds, seconds }) => {
    skippedSeconds += seconds;
    return startSeconds + atSeconds + skippedSeconds <= endSeconds;
  });
}

function withPieces(words: readonly Word[], segments: readonly Segment[]): SpanWord[] {
  const pieces = takeSpokenPieces(words, segments);
  return words.map((word, index) => ({ ...word, pieces: pieces[index] ?? [] }));
}

function timeSpan({ startSeconds, endSeconds, words, skips = [] }: Span, segmentKey: string): TimedWord[] {
  const heardUntil = endSeconds - skips.reduce((sum, { seconds }) => sum + seconds, 0);
  // One more than its letters, for the pause between words.
  const weights = words.map((word) => word.text.length + 1);
  const secondsPerWeight = Math.max(0, heardUntil - startSeconds) / weights.reduce((sum, weight) => sum + weight, 0);
  let cursor = startSeconds;
  return words.map((word, index) => {
    const start = cursor;
    cursor += (weights[index] ?? 0) * secondsPerWeight;
    const spread = { startSeconds: start, endSeconds: index === words.length - 1 ? heardUntil : cursor };
    return { ...word, ...(spokenTime(word.pieces) ?? afterSkips(spread, startSeconds, skips)), segmentKey };
  });
}

// A word lies on the side of a silence where its middle does, and does not last through it.
function afterSkips(
  { startSeconds, endSeconds }: Pick<Span, 'startSeconds' | 'endSeconds'>,
  origin: number,
  skips: readonly SkippedSilence[],
): Pick<Span, 'startSeconds' | 'endSeconds'> {
  const middle = (startSeconds + endSeconds) / 2 - origin;
  const passed = skips.filter(({ atSeconds }) => atSeconds <= middle).reduce((sum, { seconds }) => sum + seconds, 0);
  return { startSeconds: startSeconds + passed, endSeconds: endSeconds + passed };
}

function spokenTime(pieces: readonly SpokenPiece[]): { startSeconds: number; endSeconds: number } | undefined {
  const first = pieces[0];
  const last = pieces.at(-1);
  return first && last && { startSeconds: first.startSeconds, endSeconds: last.endSeconds };
}
