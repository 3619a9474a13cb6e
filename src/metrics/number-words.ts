/** What a word can contribute to a number. */
export type NumberWord =
  /** `suffix` is that of an ordinal or a plural, which ends a number: "third" is 3 and "rd". */
  | { readonly kind: 'ones' | 'tens' | 'multiplier'; readonly value: bigint; readonly suffix: string }
  | { readonly kind: 'zero' | 'percent' | 'per' | 'and' | 'point' }
  /** A sign before a number, or a currency after it. */
  | { readonly kind: 'sign' | 'currency'; readonly symbol: string }
  /** "double seven": 77. */
  | { readonly kind: 'repeat'; readonly times: number };

const ONES =
  'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen';
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety';
const THOUSANDS =
  'thousand million billion trillion quadrillion quintillion sextillion septillion octillion nonillion decillion';
const IRREGULAR_ORDINALS: ReadonlyMap<string, readonly [ordinal: string, suffix: string]> = new Map([
  ['one', ['first', 'st']],
  ['two', ['second', 'nd']],
  ['three', ['third', 'rd']],
  ['five', ['fifth', 'th']],
  ['twelve', ['twelfth', 'th']],
]);

/** The English words that numbers are spoken with. */
export const NUMBER_WORDS: ReadonlyMap<string, NumberWord> = new Map<string, NumberWord>([
  ...['o', 'oh', 'zero'].map((word) => [word, { kind: 'zero' }] as const),
  ...ONES.split(' ').flatMap((word, index) => onesForms(word, BigInt(index + 1))),
  ['zeroth', { kind: 'ones', value: 0n, suffix: 'th' }],
  ...TENS.split(' ').flatMap((word, index) => tensForms(word, BigInt(10 * (index + 2)))),
  ...multiplierForms('hundred', 100n),
  ...THOUSANDS.split(' ').flatMap((word, index) => multiplierForms(word, 1000n ** BigInt(index + 1))),
  ...symbols('sign', { minus: '-', negative: '-', plus: '+', positive: '+' }),
  ...symbols('currency', { pound: '£', pounds: '£', euro: '€', euros: '€' }),
  ...symbols('currency', { dollar: '$', dollars: '$', cent: '¢', cents: '¢' }),
  ['per', { kind: 'per' }],
  ['percent', { kind: 'percent' }],
  ['and', { kind: 'and' }],
  ['double', { kind: 'repeat', times: 2 }],
  ['triple', { kind: 'repeat', times: 3 }],
  ['point', { kind: 'point' }],
]);

type Entry = readonly [word: string, meaning: NumberWord];

function onesForms(word: string, value: bigint): Entry[] {
  const regular = [`${word}${word.endsWith('t') ? 'h' : 'th'}`, 'th'] as const;
  const [ordinal, suffix] = IRREGULAR_ORDINALS.get(word) ?? regular;
  return [
    [word, { kind: 'ones', value, suffix: '' }],
    [word === 'six' ? 'sixes' : `${word}s`, { kind: 'ones', value, suffix: 's' }],
    [ordinal, { kind: 'ones', value, suffix }],
  ];
}

function tensForms(word: string, value: bigint): Entry[] {
  return [
    [word, { kind: 'tens', value, suffix: '' }],
    [word.replace('y', 'ies'), { kind: 'tens', value, suffix: 's' }],
    [word.replace('y', 'ieth'), { kind: 'tens', value, suffix: 'th' }],
  ];
}

function multiplierForms(word: string, value: bigint): Entry[] {
  return ['', 's', 'th'].map((suffix) => [`${word}${suffix}`, { kind: 'multiplier', value, suffix }]);
}

function symbols(kind: 'sign' | 'currency', symbolOf: Readonly<Record<string, string>>): Entry[] {
  return Object.entries(symbolOf).map(([word, symbol]) => [word, { kind, symbol }]);
}
