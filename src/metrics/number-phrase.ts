import { isNumeral, parseDecimal, wholeProduct } from './decimal-number.ts';
import { NUMBER_WORDS, type NumberWord } from './number-words.ts';

/** A word between its neighbours, `undefined` at the ends of a text. */
export interface WordInContext {
  readonly previous: string | undefined;
  readonly current: string;
  readonly next: string | undefined;
}

/** A whole number that can still grow, or digits that were put side by side ("one nine" is "19"). */
type Value = bigint | string;
type Amount = Extract<NumberWord, { readonly value: bigint }>;

const SYMBOLS: ReadonlySet<string> = new Set(['-', '+', '£', '€', '$', '¢']);

/**
 * Puts the words of a text together, with digits for the numbers among them.
 *
 * It takes one word after the other and holds the number that was not ended yet.
 */
export class NumberPhrase {
  /** Words and numbers that are complete. */
  readonly written: string[] = [];
  #value: Value | undefined;
  #symbol = '';

  /** Takes the next word; gives whether the word after it was taken as well. */
  add(word: WordInContext): boolean {
    const meaning = NUMBER_WORDS.get(word.current);
    if (isNumeral(withoutSymbol(word.current))) this.#addNumeral(word.current);
    else if (meaning === undefined) this.#endWith(word.current);
    else return this.#addNumberWord(meaning, word);
    return false;
  }

  /** Writes the number that is held, if there is one. */
  end(): void {
    if (this.#value !== undefined) this.#write(this.#value);
  }

  #write(value: Value): void {
    this.written.push(`${this.#symbol}${value}`);
    this.#value = undefined;
    this.#symbol = '';
  }

  #endWith(word: string): void {
    this.end();
    this.#write(word);
  }

  #addNumeral(current: string): void {
    if (typeof this.#value === 'string' && this.#value.endsWith('.')) {
      this.#value += current;
      return;
    }
    this.end();
    const numeral = withoutSymbol(current);
    if (numeral !== current) this.#symbol = current.charAt(0);
    const number = parseDecimal(numeral);
    this.#value = (number && wholeProduct(number, 1n)) ?? numeral;
  }

  #addNumberWord(meaning: NumberWord, word: WordInContext): boolean {
    switch (meaning.kind) {
      case 'zero':
        this.#value = `${this.#digits()}0`;
        return false;
      case 'ones':
      case 'tens':
        this.#addAmount(combine(this.#value, meaning, word.previous), meaning);
        return false;
      case 'multiplier':
        this.#multiply(meaning);
        return false;
      case 'sign':
        this.#addSign(meaning.symbol, word);
        return false;
      case 'currency':
        this.#addCurrency(meaning.symbol, word.current);
        return false;
      case 'percent':
      case 'per':
        return this.#addPercent(meaning.kind, word);
      default:
        return this.#addJoiningWord(meaning, word);
    }
  }

  #addAmount(value: Value, { suffix }: Amount): void {
    if (suffix === '') this.#value = value;
    else this.#write(`${value}${suffix}`);
  }

  #multiply(multiplier: Amount): void {
    const product = this.#value === undefined ? multiplier.value : multiplied(this.#value, multiplier.value);
    // "1.2.3 thousand" is no number.
    if (product === undefined) this.end();
    this.#addAmount(product ?? multiplier.value, multiplier);
  }

  #addSign(symbol: string, { current, next }: WordInContext): void {
    this.end();
    if (canBeNumber(next)) this.#symbol = symbol;
    else this.#write(current);
  }

  #addCurrency(symbol: string, current: string): void {
    if (this.#value !== undefined) this.#symbol = symbol;
    this.#write(this.#value ?? current);
  }

  #addPercent(kind: 'percent' | 'per', { current, next }: WordInContext): boolean {
    const isPercent = kind === 'percent' || next === 'cent';
    if (this.#value === undefined || !isPercent) {
      this.#endWith(current);
      return false;
    }
    this.#write(`${this.#value}%`);
    return kind === 'per';
  }

  #addJoiningWord(meaning: NumberWord, { previous, current, next }: WordInContext): boolean {
    const digits = repeatedDigits(meaning, next);
    if (digits !== undefined) {
      this.#value = this.#digits() + digits;
      return true;
    }
    const isJoining = canBeNumber(next) && meaning.kind !== 'repeat';
    if (!isJoining || (meaning.kind === 'and' && !isPlain(previous, 'multiplier'))) this.#endWith(current);
    else if (meaning.kind === 'point' && canFollowPoint(next)) this.#value = `${this.#digits()}.`;
    return false;
  }

  /** What is held as digits; nothing for a whole number that is zero. */
  #digits(): string {
    return this.#value === undefined || this.#value === 0n ? '' : String(this.#value);
  }
}

function withoutSymbol(word: string): string {
  return SYMBOLS.has(word.charAt(0)) ? word.slice(1) : word;
}

function isPlain(word: string | undefined, kind: Amount['kind']): boolean {
  const meaning = word === undefined ? undefined : NUMBER_WORDS.get(word);
  return meaning?.kind === kind && meaning.suffix === '';
}

function canBeNumber(word: string | undefined): boolean {
  return word !== undefined && (NUMBER_WORDS.has(word) || isNumeral(word));
}

function canFollowPoint(word: string | undefined): boolean {
  if (word === undefined) return false;
  return isPlain(word, 'ones') || isPlain(word, 'tens') || isZero(word) || isNumeral(word);
}

function isZero(word: string): boolean {
  return NUMBER_WORDS.get(word)?.kind === 'zero';
}

/** "double" and a digit after it as two digits; `undefined` for anything else. */
function repeatedDigits(meaning: NumberWord, next: string | undefined): string | undefined {
  const repeated = next === undefined ? undefined : NUMBER_WORDS.get(next);
  if (meaning.kind !== 'repeat' || repeated === undefined) return undefined;
  if (repeated.kind === 'zero') return '0'.repeat(meaning.times);
  if (repeated.kind !== 'ones' || repeated.suffix !== '') return undefined;
  return String(repeated.value).repeat(meaning.times);
}

/** "twenty" and "five" are 25, "nineteen" and "eighty" 1980, "one" and "five" 15. */
function combine(held: Value | undefined, added: Amount, previous: string | undefined): Value {
  if (held === undefined) return added.value;
  const isSmall = added.kind === 'ones' && added.value < 10n;
  if (typeof held === 'string' || (added.kind === 'ones' && isPlain(previous, 'ones'))) {
    // The last zero gives its place to the digit: "one twenty five" is 125.
    const isInTens = isSmall && isPlain(previous, 'tens');
    return `${isInTens ? String(held).slice(0, -1) : held}${added.value}`;
  }
  return held % (isSmall ? 10n : 100n) === 0n ? held + added.value : `${held}${added.value}`;
}

function multiplied(held: Value, multiplier: bigint): bigint | undefined {
  if (typeof held === 'bigint') return held - (held % 1000n) + (held % 1000n) * multiplier;
  const number = parseDecimal(held);
  return number && wholeProduct(number, multiplier);
}
