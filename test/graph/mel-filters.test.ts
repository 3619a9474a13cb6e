import { describe, expect, it } from 'vitest';
import { melFilters } from '../../src/graph/mel-filters.ts';

describe('melFilters', () => {
  it.each([80, 128])('is what the definition gives for %i filters', (melBins) => {
    const filters = melFilters(melBins);
    expect(filters).toHaveLength(melBins * 201);
    const differences = Array.from(filters, (value, index) =>
      Math.abs(value - definedWeight(melBins, Math.floor(index / 201), index % 201)),
    );
    expect(Math.max(...differences)).toBeLessThan(1e-8);
  });

  it('has the values of the published filters', () => {
    const filters = melFilters(80);
    // transformers' `mel_filter_bank(201, 80, 0, 8000, 16000, 'slaney', 'slaney')`: the first two, the last and a peak.
    expect(Array.from(filters.subarray(0, 4), rounded)).toEqual([0, 0.02486259, 0, 0]);
    expect(Array.from(filters.subarray(201, 205), rounded)).toEqual([0, 0.00199082, 0.02287177, 0]);
    expect(Array.from(filters.subarray(-4), rounded)).toEqual([0.00134628, 0.00089752, 0.00044876, 0]);
    expect(rounded(filters[40 * 201 + 43]!)).toBe(0.01473557);
  });

  it('hears something in every filter and nothing at the ends of the spectrum', () => {
    const filters = melFilters(80);
    for (let mel = 0; mel < 80; mel++) {
      const filter = filters.subarray(mel * 201, (mel + 1) * 201);
      expect(Math.max(...filter)).toBeGreaterThan(0);
      expect([filter[0], filter[200]].every((weight) => weight !== undefined && weight < 1e-9)).toBe(true);
    }
  });
});

function rounded(value: number): number {
  return Math.round(value * 1e8) / 1e8;
}

/** The triangle over neighbouring points of the Slaney scale, found by searching the scale instead of inverting it. */
function definedWeight(melBins: number, mel: number, bin: number): number {
  const hz = bin * 40;
  const [lower, centre, upper] = [0, 1, 2].map((step) => hzAt(((mel + step) * melOf(8000)) / (melBins + 1)));
  const rising = (hz - lower!) / (centre! - lower!);
  const falling = (upper! - hz) / (upper! - centre!);
  return (Math.max(0, Math.min(rising, falling)) * 2) / (upper! - lower!);
}

/** Slaney's scale: 3 mel each 200 Hz to 1 kHz, then 27 for a factor of 6.4. */
function melOf(hz: number): number {
  return hz < 1000 ? (3 * hz) / 200 : 15 + (27 * Math.log(hz / 1000)) / Math.log(6.4);
}

function hzAt(mel: number): number {
  let [low, high] = [0, 8000];
  for (let round = 0; round < 100; round++) {
    const middle = (low + high) / 2;
    if (melOf(middle) < mel) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
