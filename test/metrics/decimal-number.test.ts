import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNumeral, parseDecimal, wholeProduct } from '../../src/metrics/decimal-number.ts';

describe('isNumeral', () => {
  it.each([
    ['12', true],
    ['1.5', true],
    ['١٢.٥', true],
    ['1.', false],
    ['.5', false],
    ['²', false],
    ['', false],
  ])('tells of %j: %s', (text, expected) => {
    expect(isNumeral(text)).toBe(expected);
  });
});

describe('parseDecimal', () => {
  it.each([
    ['.5', { numerator: 5n, denominator: 10n }],
    ['3.', { numerator: 3n, denominator: 1n }],
    ['٣.٢٥', { numerator: 325n, denominator: 100n }],
    ['𝟗𝟘', { numerator: 90n, denominator: 1n }],
    ['.', undefined],
    ['1.2.3', undefined],
    ['3.$5', undefined],
  ])('reads %j', (text, number) => {
    expect(parseDecimal(text)).toEqual(number);
  });

  it('reads whole numbers of any size as they are', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n }), (value) => {
        expect(parseDecimal(String(value))).toEqual({ numerator: value, denominator: 1n });
      }),
    );
  });
});

describe('wholeProduct', () => {
  it('is exact, and nothing where a fraction is left', () => {
    expect(wholeProduct({ numerator: 235n, denominator: 100n }, 10n ** 33n)).toBe(235n * 10n ** 31n);
    expect(wholeProduct({ numerator: 235n, denominator: 100n }, 10n)).toBeUndefined();
  });
});
