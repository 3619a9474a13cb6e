import type { TimedWord } from '../stitch/timed-words.ts';

/** So many words in a row at one moment were not heard there: the model said a sentence again. */
const LEAST_WORDS = 4;
/** Readers take in about so many letters a second. */
const LETTERS_PER_SECOND = 20;

/**
 * The words of a segment, those at its end that all lie at one moment spread over the pause before them, as far as
 * they need it to be read.
 */
export function spreadSqueezedWords<Word extends TimedWord>(words: readonly Word[]): Word[] {
  const endSeconds = words.at(-1)?.endSeconds ?? 0;
  const count = words.length - 1 - words.findLastIndex((word) => word.startSeconds < endSeconds);
  const heard = words.slice(0, words.length - count);
  const lastHeard = heard.at(-1);
  if (lastHeard === undefined || count < LEAST_WORDS) return [...words];
  const squeezed = words.slice(-count);
  const letters = squeezed.reduce((sum, { text }) => sum + text.length, 0);
  let cursor = Math.max(lastHeard.endSeconds, endSeconds - letters / LETTERS_PER_SECOND);
  const secondsPerLetter = (endSeconds - cursor) / letters;
  const spread = squeezed.map((word) => {
    const startSeconds = cursor;
    cursor += word.text.length * secondsPerLetter;
    return { ...word, startSeconds, endSeconds: cursor };
  });
  return [...heard, ...spread];
}
