import { alignWords } from './align-words.ts';
import type { JudgedText } from './judged-text.ts';
import { countNormalizedErrors, wordsOf, type TextErrors } from './text-errors.ts';

/** Some twenty seconds of speech: errors come in runs, which should not reach through many blocks. */
export const BLOCK_WORDS = 50;
/** So many pairs of words are compared within seconds; three hours of speech have half as many. */
const MOST_PAIRS = 1.6e9;

/**
 * The errors of a text by stretches of about {@link BLOCK_WORDS} words of its reference; none where there is but one
 * such stretch, or where the text is too long to be aligned.
 */
export function countBlockErrors({ reference, heard, normalizer }: JudgedText): TextErrors[] {
  const [said, found] = [wordsOf(normalizer.normalize(reference)), wordsOf(normalizer.normalize(heard))];
  const blockCount = Math.round(said.length / BLOCK_WORDS);
  if (blockCount < 2 || said.length * found.length > MOST_PAIRS) return [];
  const heardCounts = heardUntil(said, found);
  return Array.from({ length: blockCount }, (_, block) => {
    const start = Math.round((block * said.length) / blockCount);
    const end = Math.round(((block + 1) * said.length) / blockCount);
    const own = found.slice(heardCounts[start], heardCounts[end]);
    return countNormalizedErrors(said.slice(start, end).join(' '), own.join(' '), normalizer);
  });
}

/** How many words were heard before each word of the reference, and at the end; words put in follow the one before them. */
function heardUntil(said: readonly string[], found: readonly string[]): number[] {
  const counts = [0];
  let heardCount = 0;
  for (const { before, after } of alignWords(said, found)) {
    for (let index = 1; index <= before.length; index++) counts.push(heardCount + Math.min(index, after.length));
    heardCount += after.length;
    // Before the first word of the reference there is none to follow.
    if (counts.length > 1) counts[counts.length - 1] = heardCount;
  }
  return counts;
}
