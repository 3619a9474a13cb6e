import { normalizeBasic, normalizeLetters } from './basic-normalizer.ts';
import { normalizeEnglish } from './english-normalizer.ts';

/** Brings texts to the form in which their words are compared. */
export interface TextNormalizer {
  /** What reports call it. */
  readonly name: string;
  /** The text as words with single spaces between them. */
  readonly normalize: (text: string) => string;
  /** Whether each letter is a word, because the language is written without spaces. */
  readonly splitsLetters: boolean;
}

/** OpenAI's normaliser for English. */
export const englishNormalizer = normalizer('english', normalizeEnglish);
/** OpenAI's normaliser for other languages. */
export const basicNormalizer = normalizer('basic', normalizeBasic);
/** OpenAI's normaliser for languages that are written without spaces. */
export const letterNormalizer = normalizer('basic, letters', normalizeLetters, true);

/** Chinese, Cantonese, Japanese, Thai, Lao, Burmese. */
const LETTER_LANGUAGES: readonly string[] = ['zh', 'yue', 'ja', 'th', 'lo', 'my'];

/** The normaliser for what is heard in a language, given as its Whisper code; a translation is English. */
export function normalizerFor(language: string, task = 'transcribe'): TextNormalizer {
  if (language === 'en' || task === 'translate') return englishNormalizer;
  return LETTER_LANGUAGES.includes(language) ? letterNormalizer : basicNormalizer;
}

function normalizer(name: string, normalize: (text: string) => string, splitsLetters = false): TextNormalizer {
  return { name, normalize: (text) => normalize(text).replace(/^ | $/gu, ''), splitsLetters };
}
