import { endsClause, endsSentence } from './word-ends.ts';
import type { Word } from './words.ts';

/**
 * Where speakers pause, best first, and how far, as a share of all letters, it may lie from where lengths put the
 * pause: from one sentence to the next a speaker's letters a second differ by about a quarter, within one by less.
 */
const PAUSES = [
  { isBehind: endsSentence, reach: 0.25 },
  { isBehind: endsClause, reach: 0.1 },
];

/**
 * Shares words out over stretches of speech with pauses between them: by their lengths, and so that a stretch ends
 * with a sentence, else with a clause, where one ends near by.
 *
 * @param seconds how long each stretch is
 */
export function shareWords(words: readonly Word[], seconds: readonly number[]): Word[][] {
  const placed = placeWords(words);
  const letters = placed.at(-1)?.endLetter ?? 0;
  const secondsPerLetter = seconds.reduce((sum, stretch) => sum + stretch, 0) / letters;
  let [start, secondsPassed] = [0, 0];
  return seconds.map((stretch, index) => {
    secondsPassed += stretch;
    const rest = placed.slice(start);
    const isLast = index === seconds.length - 1;
    const count = isLast ? rest.length : countWordsBefore(secondsPassed / secondsPerLetter, rest, letters);
    start += count;
    return words.slice(start - count, start);
  });
}

interface PlacedWord {
  readonly text: string;
  /** Letters of all words before it, and with it. */
  readonly startLetter: number;
  readonly endLetter: number;
}

function placeWords(words: readonly Word[]): PlacedWord[] {
  let letters = 0;
  return words.map(({ text }) => {
    const startLetter = letters;
    letters += text.length;
    return { text, startLetter, endLetter: letters };
  });
}

/** How many of the words left are said before a pause that lies behind so many letters, more or less. */
function countWordsBefore(pauseLetter: number, words: readonly PlacedWord[], letters: number): number {
  const distance = ({ endLetter }: PlacedWord): number => Math.abs(endLetter - pauseLetter);
  for (const { isBehind, reach } of PAUSES) {
    const near = words.slice(0, -1).filter((word) => isBehind(word.text) && distance(word) <= reach * letters);
    const [nearest] = near.toSorted((left, right) => distance(left) - distance(right));
    if (nearest !== undefined) return words.indexOf(nearest) + 1;
  }
  // Else each word is said where its middle is.
  const count = words.findIndex(({ startLetter, endLetter }) => (startLetter + endLetter) / 2 >= pauseLetter);
  return count < 0 ? words.length : count;
}
