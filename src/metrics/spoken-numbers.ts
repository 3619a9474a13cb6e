import { NUMBER_WORDS } from './number-words.ts';
import { NumberPhrase } from './number-phrase.ts';
import { splitAtWhiteSpace, WHITE_SPACE, WORD_END, WORD_START } from './text-classes.ts';

const AND_A_HALF = new RegExp(`${WORD_START}and[${WHITE_SPACE}]+a[${WHITE_SPACE}]+half${WORD_END}`, 'u');
const SEPARATE_SUFFIX = new RegExp(`([0-9])[${WHITE_SPACE}]+(st|nd|rd|th|s)${WORD_END}`, 'gu');
const DOLLARS_AND_CENTS = new RegExp(`([€£$])([0-9]+) (?:and )?¢([0-9]{1,2})${WORD_END}`, 'gu');
const CENTS_ALONE = new RegExp(`[€£$]0[^\\n]([0-9]{1,2})${WORD_END}`, 'gu');
const SINGLE_ONE = new RegExp(`${WORD_START}1(s?)${WORD_END}`, 'gu');
const HALVED_KINDS = ['zero', 'ones', 'tens', 'multiplier'];

/**
 * A lower-case English text with digits for spoken numbers: "twenty five dollars" becomes "$25", "the first" "the 1st",
 * "nineteen eighties" "1980s"; "one" alone stays. Words have single spaces between them.
 *
 * The rules, with their oddities, are those of `EnglishNumberNormalizer` of openai/whisper (MIT).
 */
export function writeNumbersAsDigits(text: string): string {
  const words = splitAtWhiteSpace(separateDigits(replaceHalves(text)));
  const phrase = new NumberPhrase();
  for (let index = 0; index < words.length; index += 1) {
    const context = { previous: words[index - 1], current: words[index] ?? '', next: words[index + 1] };
    if (phrase.add(context)) index += 1;
  }
  phrase.end();
  return joinCents(phrase.written.join(' '));
}

/** "<number> and a half" as "<number> point five". */
function replaceHalves(text: string): string {
  const segments = text.split(AND_A_HALF);
  return segments
    .flatMap((segment, index) => {
      const lastWord = splitAtWhiteSpace(segment).at(-1);
      if (lastWord === undefined) return [];
      if (index === segments.length - 1) return [segment];
      return [segment, canBeHalved(lastWord) ? 'point five' : 'and a half'];
    })
    .join(' ');
}

function canBeHalved(word: string): boolean {
  const meaning = NUMBER_WORDS.get(word);
  if (meaning === undefined || !HALVED_KINDS.includes(meaning.kind)) return false;
  return !('suffix' in meaning) || meaning.suffix === '';
}

/** A space between digits and letters, but none before a suffix: "4k" as "4 k", "5 th" as "5th". */
function separateDigits(text: string): string {
  return text
    .replace(/([a-z])([0-9])/gu, '$1 $2')
    .replace(/([0-9])([a-z])/gu, '$1 $2')
    .replace(SEPARATE_SUFFIX, '$1$2');
}

function joinCents(text: string): string {
  return text
    .replace(DOLLARS_AND_CENTS, (_, currency: string, whole: string, cents: string) => {
      return `${currency}${whole}.${cents.padStart(2, '0')}`;
    })
    .replace(CENTS_ALONE, (_, cents: string) => `¢${Number(cents)}`)
    .replace(SINGLE_ONE, 'one$1');
}
