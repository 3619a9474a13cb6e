import { splitWords, type Word } from './words.ts';

/** Text between two times, in seconds from the start of a window. */
export interface TimedText {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly text: string;
}

/**
 * Splits a segment where silence was left out within it, so that no part of it lasts through that silence. Its words
 * are shared out by their lengths; a part that would have none is left out.
 *
 * @param moments where silence was left out, in order, in seconds from the start of the window
 */
export function splitAtSilence(segment: TimedText, moments: readonly number[]): TimedText[] {
  const { startSeconds, endSeconds } = segment;
  const inside = moments.filter((moment) => moment > startSeconds && moment < endSeconds);
  if (inside.length === 0) return [segment];
  const words = placeWords(segment);
  const edges = [startSeconds, ...inside, endSeconds];
  return inside
    .concat(endSeconds)
    .map((end, index) => {
      const start = edges[index] ?? startSeconds;
      const isHere = ({ seconds }: PlacedWord) => seconds >= start && seconds < end;
      return { startSeconds: start, endSeconds: end, text: joinWords(words.filter(isHere)) };
    })
    .filter(({ text }) => text !== '');
}

interface PlacedWord extends Word {
  /** Its middle, always before the segment's end. */
  readonly seconds: number;
}

function placeWords({ startSeconds, endSeconds, text }: TimedText): PlacedWord[] {
  const words = splitWords(text);
  const letters = words.reduce((total, word) => total + word.text.length, 0);
  let before = 0;
  return words.map((word) => {
    const middle = (before + word.text.length / 2) / letters;
    before += word.text.length;
    return { ...word, seconds: startSeconds + middle * (endSeconds - startSeconds) };
  });
}

function joinWords(words: readonly Word[]): string {
  return words
    .map(({ gap, text }) => gap + text)
    .join('')
    .trim();
}
