import { alignWords } from './align-words.ts';
import type { TextNormalizer } from './normalize-text.ts';
import { wordsOf } from './text-errors.ts';

/** A word and the moment it was spoken at, in seconds from the start of the recording. */
export interface WordMoment {
  readonly word: string;
  readonly seconds: number;
}

/**
 * The words of a text after normalisation, each with the moment of the words it came from.
 *
 * A normaliser looks at several words at once ("twenty five"), so its words are found again by alignment.
 */
export function timeNormalizedWords(
  text: string,
  moments: readonly WordMoment[],
  { normalize }: TextNormalizer,
): WordMoment[] {
  const pieces = moments.flatMap(({ word, seconds }) => wordsOf(normalize(word)).map((piece) => ({ piece, seconds })));
  const stretches = alignWords(
    pieces.map(({ piece }) => piece),
    wordsOf(normalize(text)),
  );
  let start = 0;
  return stretches.flatMap(({ before, after }) => {
    const first = start;
    start += before.length;
    return after.map((word, index) => {
      // As far through the pieces as the word is through what became of them.
      const place = first + Math.floor((index * before.length) / after.length);
      return { word, seconds: (pieces[place] ?? pieces.at(-1))?.seconds ?? 0 };
    });
  });
}
