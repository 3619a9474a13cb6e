import type { TextNormalizer } from './normalize-text.ts';

/** What was heard in a file, and what was said. */
export interface JudgedText {
  readonly file: string;
  /** Whisper's code of the language spoken; `unknown` where nobody told it and nothing was heard. */
  readonly language: string;
  readonly normalizer: TextNormalizer;
  readonly reference: string;
  readonly heard: string;
}

/**
 * The language to judge a text by: the first that is known.
 *
 * @param told in the order they count; `auto` is a question and no answer
 */
export function judgedLanguage(...told: readonly (string | null | undefined)[]): string {
  return told.find((language) => (language ?? 'auto') !== 'auto') ?? 'unknown';
}
