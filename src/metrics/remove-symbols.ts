/** Letters that have no decomposition into a plain letter and a mark. */
const PLAIN_LETTERS: ReadonlyMap<string, string> = new Map([
  ['œ', 'oe'],
  ['Œ', 'OE'],
  ['ø', 'o'],
  ['Ø', 'O'],
  ['æ', 'ae'],
  ['Æ', 'AE'],
  ['ß', 'ss'],
  ['ẞ', 'SS'],
  ['đ', 'd'],
  ['Đ', 'D'],
  ['ð', 'd'],
  ['Ð', 'D'],
  ['þ', 'th'],
  ['Þ', 'th'],
  ['ł', 'l'],
  ['Ł', 'L'],
]);
const NUMERIC_SYMBOLS = '.%$¢€£';

/** The text in NFKC, with a space for every mark, symbol and punctuation; accented letters stay. */
export function removeSymbols(text: string): string {
  return text.normalize('NFKC').replace(/[\p{M}\p{S}\p{P}]/gu, ' ');
}

/**
 * The text in NFKD without accents, with a space for every other mark, symbol and punctuation but those that belong to
 * numbers: `.%$¢€£`.
 */
export function removeSymbolsAndDiacritics(text: string): string {
  return text.normalize('NFKD').replace(/[\p{M}\p{S}\p{P}œŒøØæÆßẞđĐðÐþÞłŁ]/gu, replacementOf);
}

function replacementOf(character: string): string {
  if (NUMERIC_SYMBOLS.includes(character)) return character;
  return PLAIN_LETTERS.get(character) ?? (/\p{Mn}/u.test(character) ? '' : ' ');
}
