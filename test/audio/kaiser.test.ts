import { describe, expect, it } from 'vitest';
import { kaiserWindow, sinc } from '../../src/audio/kaiser.ts';

describe('kaiserWindow', () => {
  it('is 1 in the middle, symmetric, and 0 beyond its ends', () => {
    expect(kaiserWindow(0)).toBe(1);
    expect(kaiserWindow(0.3)).toBe(kaiserWindow(-0.3));
    expect(kaiserWindow(1)).toBeCloseTo(0.000914, 6);
    expect(kaiserWindow(1.000001)).toBe(0);
    expect(kaiserWindow(-2)).toBe(0);
  });

  it('has the values of numpy.kaiser', () => {
    // numpy.kaiser(9, 9)[4:]
    const expected = [1, 0.764041115, 0.322588321, 0.058897748];
    for (const [step, value] of expected.entries()) expect(kaiserWindow(step / 4)).toBeCloseTo(value, 8);
    // Between two values of the table.
    expect(kaiserWindow(0.123456)).toBeCloseTo(0.9371723, 6);
  });
});

describe('sinc', () => {
  it('is 1 at 0 and 0 at other whole numbers', () => {
    expect(sinc(0)).toBe(1);
    expect(sinc(3)).toBeCloseTo(0, 15);
    expect(sinc(0.5)).toBeCloseTo(2 / Math.PI, 15);
  });
});
