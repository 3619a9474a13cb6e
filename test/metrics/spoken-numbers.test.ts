import { describe, expect, it } from 'vitest';
import { writeNumbersAsDigits } from '../../src/metrics/spoken-numbers.ts';

describe('writeNumbersAsDigits', () => {
  it.each([
    ['nineteen eighty four', '1984'],
    ['the nineteen sixties', 'the 1960s'],
    ['two hundred and seventy fourth', '274th'],
    ['twenty million dollars', '$20000000'],
    ['two dollars and seven cents', '$2.07'],
    ['one oh one', '101'],
    ['one and a half million', '1500000'],
    ['minus three point one four per cent', '-3.14%'],
    ['double oh seven', '007'],
    ['one of the ones', 'one of the ones'],
    ['10k 5 th', '10 k 5th'],
  ])('turns %j into %j', (text, expected) => {
    expect(writeNumbersAsDigits(text)).toBe(expected);
  });
});
