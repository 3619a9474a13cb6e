import { describe, expect, it } from 'vitest';
import { normalizeEnglish } from '../../src/metrics/english-normalizer.ts';

describe('normalizeEnglish', () => {
  it.each([
    ["Let's go, he'd been there; she won't.", 'let us go he had been there she will not'],
    ['Mr. Park visited Mrs. O’Neill at St. James', 'mister park visited missus 0 neill at saint james'],
    ['Um, [noise] the colour (of) <x> grey', 'the color gray'],
    ['It cost $1,000.50, or 20%.', 'it cost $1000.50 or 20%'],
  ])('turns %j into %j', (text, expected) => {
    expect(normalizeEnglish(text)).toBe(expected);
  });
});
