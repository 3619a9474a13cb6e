/** An exact decimal number. */
export interface DecimalNumber {
  readonly numerator: bigint;
  /** A power of ten. */
  readonly denominator: bigint;
}

const DIGIT = /\p{Nd}/u;

/** Whether a text is digits of any script, with or without decimals. */
export function isNumeral(text: string): boolean {
  return /^\p{Nd}+(?:\.\p{Nd}+)?$/u.test(text);
}

/** The number that digits of any script tell; a point may stand at either end. `undefined` for any other text. */
export function parseDecimal(text: string): DecimalNumber | undefined {
  const [, whole = '', decimals = ''] = /^(?=\.?\p{Nd})(\p{Nd}*)(?:\.(\p{Nd}*))?$/u.exec(text) ?? [];
  if (whole === '' && decimals === '') return undefined;
  const digits = Array.from(whole + decimals, digitValue).join('');
  return { numerator: BigInt(digits), denominator: 10n ** BigInt(Array.from(decimals).length) };
}

/** A decimal number times a whole one, where the product is a whole number. */
export function wholeProduct({ numerator, denominator }: DecimalNumber, factor: bigint): bigint | undefined {
  const product = numerator * factor;
  return product % denominator === 0n ? product / denominator : undefined;
}

function digitValue(digit: string): number {
  if (digit >= '0' && digit <= '9') return Number(digit);
  // Unicode has the ten digits of a script in a row; where rows follow each other, the first starts with a zero too.
  const code = digit.codePointAt(0) ?? 0;
  let first = code;
  while (DIGIT.test(String.fromCodePoint(first - 1))) first -= 1;
  return (code - first) % 10;
}
