// Python's classes for text, which the rules of OpenAI's normalisers are written in; JavaScript's differ.

/** What Python's `\s` matches, and `str.split` splits at; for use inside brackets of a regular expression. */
export const WHITE_SPACE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
/** The beginning of a word, as `\b` before a letter in Python; accented letters and letters of all scripts count. */
export const WORD_START = '(?<![\\p{L}\\p{N}_])';
/** The end of a word, as `\b` after a letter in Python. */
export const WORD_END = '(?![\\p{L}\\p{N}_])';

const WHITE_SPACES = new RegExp(`[${WHITE_SPACE}]+`, 'gu');

/** The words of a text, without the white space around them. */
export function splitAtWhiteSpace(text: string): string[] {
  return text.split(WHITE_SPACES).filter((word) => word !== '');
}

/** The text with a single space for every run of white space. */
export function collapseWhiteSpace(text: string): string {
  return text.replace(WHITE_SPACES, ' ');
}
