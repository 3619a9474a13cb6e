import type { WindowTranscript } from './transcript.ts';
import { splitWords } from './words.ts';
import type { Word } from './words.ts';

/** A word of a window with the time it was probably spoken at, in seconds from the start of the recording. */
export interface TimedWord extends Word {
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** The segment it belongs to, unique over all windows of a recording. */
  readonly segmentKey: string;
}

interface Span {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly words: Word[];
}

/** The words of a window; times are spread by length over the word's segment, or over the window without segments. */
export function timeWords(window: WindowTranscript): TimedWord[] {
  return fillSpans(window).flatMap((span, index) => timeSpan(span, `${String(window.startSeconds)}/${String(index)}`));
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

function bareText(text: string): string {
  return text.replace(/\s+/gu, '');
}

function fillSpans(window: WindowTranscript): Span[] {
  const words = splitWords(window.text);
  if (!hasMarkedTimes(window)) return [{ ...window, words }];
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
    return { ...segment, words: words.slice(first, next) };
  });
}

function timeSpan({ startSeconds, endSeconds, words }: Span, segmentKey: string): TimedWord[] {
  // One more than its letters, for the pause between words.
  const weights = words.map((word) => word.text.length + 1);
  const secondsPerWeight = Math.max(0, endSeconds - startSeconds) / weights.reduce((sum, weight) => sum + weight, 0);
  let cursor = startSeconds;
  return words.map((word, index) => {
    const start = cursor;
    cursor += (weights[index] ?? 0) * secondsPerWeight;
    return { ...word, startSeconds: start, endSeconds: index === words.length - 1 ? endSeconds : cursor, segmentKey };
  });
}
