import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../package-root.ts';
import { removeSymbolsAndDiacritics } from './remove-symbols.ts';
import { writeNumbersAsDigits } from './spoken-numbers.ts';
import { collapseWhiteSpace, splitAtWhiteSpace, WHITE_SPACE, WORD_END, WORD_START } from './text-classes.ts';

const FILLERS = new RegExp(`${WORD_START}(?:hmm|mm|mhm|mmm|uh|um)${WORD_END}`, 'gu');
const SPACE_BEFORE_APOSTROPHE = new RegExp(`[${WHITE_SPACE}]+'`, 'gu');

const WHOLE_WORDS: readonly (readonly [word: string, replacement: string])[] = [
  ["won't", 'will not'],
  ["can't", 'can not'],
  ["let's", 'let us'],
  ["ain't", 'aint'],
  ["y'all", 'you all'],
  ['wanna', 'want to'],
  ['gotta', 'got to'],
  ['gonna', 'going to'],
  ["i'ma", 'i am going to'],
  ['imma', 'i am going to'],
  ['woulda', 'would have'],
  ['coulda', 'could have'],
  ['shoulda', 'should have'],
  ["ma'am", 'madam'],
  ['mr', 'mister '],
  ['mrs', 'missus '],
  ['st', 'saint '],
  ['dr', 'doctor '],
  ['prof', 'professor '],
  ['capt', 'captain '],
  ['gov', 'governor '],
  ['ald', 'alderman '],
  ['gen', 'general '],
  ['sen', 'senator '],
  ['rep', 'representative '],
  ['pres', 'president '],
  ['rev', 'reverend '],
  ['hon', 'honorable '],
  ['asst', 'assistant '],
  ['assoc', 'associate '],
  ['lt', 'lieutenant '],
  ['col', 'colonel '],
  ['jr', 'junior '],
  ['sr', 'senior '],
  ['esq', 'esquire '],
];
const WORD_ENDS: readonly (readonly [ending: string, replacement: string])[] = [
  ["'d been", ' had been'],
  ["'s been", ' has been'],
  ["'d gone", ' had gone'],
  ["'s gone", ' has gone'],
  ["'d done", ' had done'],
  ["'s got", ' has got'],
  ["n't", ' not'],
  ["'re", ' are'],
  ["'s", ' is'],
  ["'d", ' would'],
  ["'ll", ' will'],
  ["'t", ' not'],
  ["'ve", ' have'],
  ["'m", ' am'],
];
/** In this order: a contraction may hold another. */
const REPLACEMENTS: readonly Replacement[] = [
  ...WHOLE_WORDS.map(([part, to]) => ({ part, pattern: new RegExp(`${WORD_START}${part}${WORD_END}`, 'gu'), to })),
  ...WORD_ENDS.map(([part, to]) => ({ part, pattern: new RegExp(`${part}${WORD_END}`, 'gu'), to })),
];

interface Replacement {
  /** Letters that every match holds. */
  readonly part: string;
  readonly pattern: RegExp;
  readonly to: string;
}

let spellings: ReadonlyMap<string, string> | undefined;

/**
 * An English text as words are compared: lower case, contractions and titles in full, numbers in digits, American
 * spelling, no punctuation. A space may be left at either end.
 *
 * The rules are those of `EnglishTextNormalizer` of openai/whisper (MIT), and so is every oddity of them.
 */
export function normalizeEnglish(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[<[][^>\]]*[>\]]/gu, '')
    .replace(/\([^)]+?\)/gu, '')
    .replace(FILLERS, '')
    .replace(SPACE_BEFORE_APOSTROPHE, "'");
  const full = REPLACEMENTS.reduce(replaceIn, plain)
    .replace(/(\p{Nd}),(\p{Nd})/gu, '$1$2')
    .replace(/\.([^0-9]|$)/gu, ' $1');
  const american = spellAmerican(writeNumbersAsDigits(removeSymbolsAndDiacritics(full)));
  // What is left of the symbols that belong to numbers, where no number follows or precedes.
  return collapseWhiteSpace(american.replace(/[.$¢€£]([^0-9])/gu, ' $1').replace(/([^0-9])%/gu, '$1 '));
}

// Patterns take long to compile when they are first used (90 ms together on Zen 1); most texts hold few of the words.
function replaceIn(text: string, { part, pattern, to }: Replacement): string {
  return text.includes(part) ? text.replace(pattern, to) : text;
}

function spellAmerican(text: string): string {
  spellings ??= readSpellings();
  const known = spellings;
  return splitAtWhiteSpace(text)
    .map((word) => known.get(word) ?? word)
    .join(' ');
}

function readSpellings(): ReadonlyMap<string, string> {
  const table = readFileSync(join(packageRoot(), 'data', 'english-spellings.tsv'), 'utf8');
  const [, ...rows] = table.trimEnd().split('\n');
  return new Map(rows.map((row) => row.split('\t') as [british: string, american: string]));
}
