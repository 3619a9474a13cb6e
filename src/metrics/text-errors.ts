import { countEdits, type EditCounts } from './edit-counts.ts';
import type { TextNormalizer } from './normalize-text.ts';

/** How a text differs from its reference, in words and in characters. */
export interface TextErrors {
  readonly words: EditCounts;
  /**
   * Unicode code points of the normalised text, the spaces between words included; where each letter is a word, there
   * are no such spaces.
   */
  readonly characters: EditCounts;
}

/** The errors of a text, after both were normalised. */
export function countTextErrors(reference: string, heard: string, normalizer: TextNormalizer): TextErrors {
  return countNormalizedErrors(normalizer.normalize(reference), normalizer.normalize(heard), normalizer);
}

/** The errors of a text that was normalised, as its reference was. */
export function countNormalizedErrors(expected: string, found: string, normalizer: TextNormalizer): TextErrors {
  return {
    words: countEdits(wordsOf(expected), wordsOf(found)),
    characters: countEdits(charactersOf(expected, normalizer), charactersOf(found, normalizer)),
  };
}

/** The words of a normalised text. */
export function wordsOf(normalized: string): string[] {
  return normalized === '' ? [] : normalized.split(' ');
}

function charactersOf(normalized: string, { splitsLetters }: TextNormalizer): string[] {
  return Array.from(splitsLetters ? normalized.replaceAll(' ', '') : normalized);
}
