/** Regular expression for a letter of a script written without spaces between words, or the mark that lengthens a kana. */
export const UNSPACED =
  '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}' +
  '\\p{Script=Myanmar}\\p{Script=Khmer}\\p{Script=Tibetan}\\u30FC\\uFF70]';
