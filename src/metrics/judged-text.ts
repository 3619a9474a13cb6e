import type { TextNormalizer } from './normalize-text.ts';

/** What was heard in a file, and what was said. */
export interface JudgedText {
  readonly file: string;
  /** Whisper's code of the language spoken. */
  readonly language: string;
  readonly normalizer: TextNormalizer;
  readonly reference: string;
  readonly heard: string;
}
