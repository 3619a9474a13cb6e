import type { Segment, SpokenWord } from './transcript.ts';
import type { Word } from './words.ts';

/** What of one spoken word lies within one word of a text. */
export interface SpokenPiece extends SpokenWord {
  /** The spoken word it is part of, the same in all its pieces. */
  readonly whole: SpokenWord;
}

/**
 * The spoken pieces that each word of a text consists of, or none where the times of its letters are not known.
 *
 * A model may time a part of a word ("well", "-known") or several letters of a script without spaces together.
 */
export function takeSpokenPieces(words: readonly Word[], segments: readonly Segment[]): SpokenPiece[][] {
  const runs = segments.flatMap(letterRuns);
  let run = 0;
  let offset = 0;
  return words.map(({ text }) => {
    const pieces: (SpokenPiece | undefined)[] = [];
    for (let missing = text.length; missing > 0;) {
      const current = runs[run];
      if (current === undefined) return [];
      const length = Math.min(missing, current.letters.length - offset);
      pieces.push(cutPiece(current, offset, length));
      missing -= length;
      offset += length;
      if (offset < current.letters.length) continue;
      run += 1;
      offset = 0;
    }
    return pieces.every((piece) => piece !== undefined) ? pieces : [];
  });
}

/** The spoken words that pieces in order make up, each as long as what is there of it. */
export function joinSpokenPieces(pieces: readonly SpokenPiece[]): SpokenWord[] {
  const groups: SpokenPiece[][] = [];
  for (const piece of pieces) {
    const group = groups.at(-1);
    if (group?.[0]?.whole === piece.whole) group.push(piece);
    else groups.push([piece]);
  }
  return groups.flatMap((group) => {
    const [first] = group;
    const endSeconds = group.at(-1)?.endSeconds;
    if (first === undefined || endSeconds === undefined) return [];
    const { startSeconds, probability } = first;
    return [{ text: group.map(({ text }) => text).join(''), startSeconds, endSeconds, probability }];
  });
}

/** A text without its white space. */
export function bareText(text: string): string {
  return text.replace(/\s+/gu, '');
}

/** Letters of a segment with the spoken word they belong to, where that is known. */
interface LetterRun {
  readonly letters: string;
  readonly word: SpokenWord | undefined;
}

function letterRuns({ text, words = [] }: Segment): LetterRun[] {
  const letters = bareText(text);
  const runs = words.map((word) => ({ letters: bareText(word.text), word })).filter((run) => run.letters !== '');
  const isCovered = runs.map((run) => run.letters).join('') === letters;
  if (isCovered) return runs;
  return letters === '' ? [] : [{ letters, word: undefined }];
}

function cutPiece({ letters, word }: LetterRun, offset: number, length: number): SpokenPiece | undefined {
  if (word === undefined) return undefined;
  if (length === letters.length) return { ...word, text: letters, whole: word };
  const { startSeconds, endSeconds, probability } = word;
  const secondsPerLetter = (endSeconds - startSeconds) / letters.length;
  const isLast = offset + length === letters.length;
  return {
    text: letters.slice(offset, offset + length),
    startSeconds: startSeconds + offset * secondsPerLetter,
    endSeconds: isLast ? endSeconds : startSeconds + (offset + length) * secondsPerLetter,
    probability,
    whole: word,
  };
}
