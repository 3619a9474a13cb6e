import { describe, expect, it } from 'vitest';
import { normalizeBasic, normalizeLetters } from '../../src/metrics/basic-normalizer.ts';

describe('normalizeBasic', () => {
  it('lowers case and removes punctuation and what stands in brackets, but keeps accents', () => {
    expect(normalizeBasic('¡Él dijo: «No»! [risas] (bajo)')).toBe(' él dijo no ');
  });
});

describe('normalizeLetters', () => {
  it('puts a space between letters', () => {
    expect(normalizeLetters('東京、ＧＰＳ。')).toBe('東 京 g p s ');
  });
});
