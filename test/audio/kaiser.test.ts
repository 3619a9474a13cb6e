import { describe, expect, it } from 'vitest';
import { kaiserLength, kaiserWindow, sinc } from '../../src/audio/kaiser.ts';

describe('kaiserWindow', () => {
  it('is 1 in the middle, symmetric, and 0 from its ends on', () => {
    expect(kaiserWindow(0)).toBe(1);
    expect(kaiserWindow(0.3)).toBe(kaiserWindow(-0.3));
    expect(kaiserWindow(1)).toBe(0);
    expect(kaiserWindow(-2)).toBe(0);
  });

  it('has the values of numpy.kaiser', () => {
    // beta = 0.1102 * (96 - 8.7); numpy.kaiser(5, beta)[1:3] = 0.2185…, 1
    expect(kaiserWindow(0.5)).toBeCloseTo(0.2964, 3);
  });
});

describe('kaiserLength', () => {
  it('is in proportion to the rate and to one over the transition', () => {
    expect(kaiserLength(1000, 32_000)).toBe(197);
    expect(kaiserLength(2000, 64_000)).toBe(197);
    expect(kaiserLength(2000, 32_000)).toBe(99);
  });
});

describe('sinc', () => {
  it('is 1 at 0 and 0 at other whole numbers', () => {
    expect(sinc(0)).toBe(1);
    expect(sinc(3)).toBeCloseTo(0, 15);
    expect(sinc(0.5)).toBeCloseTo(2 / Math.PI, 15);
  });
});
