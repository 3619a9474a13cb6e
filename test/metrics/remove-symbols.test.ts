import { describe, expect, it } from 'vitest';
import { removeSymbols, removeSymbolsAndDiacritics } from '../../src/metrics/remove-symbols.ts';

describe('removeSymbols', () => {
  it('keeps accents that belong to a letter', () => {
    expect(removeSymbols('e\u0301té, ﬁn—$5')).toBe('été  fin  5');
  });
});

describe('removeSymbolsAndDiacritics', () => {
  it('drops accents, spells letters out, and keeps the symbols of numbers', () => {
    expect(removeSymbolsAndDiacritics('Été Straße œuvre Łódź: $5.50 & 3%')).toBe('Ete Strasse oeuvre Lodz  $5.50   3%');
  });
});
