import { describe, expect, it } from 'vitest';
import { darkPlotRules, PALETTE, reportStyle, SERIES_COLOURS } from '../../src/output/report-style.ts';

type Side = 'light' | 'dark';

/** The contrast ratio of WCAG 2. */
function contrast(one: string, other: string): number {
  const [bright = 0, dim = 0] = [luminance(one), luminance(other)].toSorted((left, right) => right - left);
  return (bright + 0.05) / (dim + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const part = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('PALETTE', () => {
  it.each(['light', 'dark'] satisfies Side[])('has enough contrast in %s surroundings', (side) => {
    for (const ground of ['surface', 'raised'] as const) {
      for (const text of ['ink', 'muted', 'alarm', 'first'] as const) {
        expect(contrast(PALETTE[text][side], PALETTE[ground][side])).toBeGreaterThan(4.5);
      }
    }
    for (const mark of ['second', 'third', 'fourth', 'fifth'] as const) {
      expect(contrast(PALETTE[mark][side], PALETTE.surface[side])).toBeGreaterThan(3);
    }
  });

  it('has no light colour twice, so that each has one dark one', () => {
    const light = Object.values(PALETTE).map((shade) => shade.light);
    expect(new Set(light).size).toBe(light.length);
    expect(new Set(SERIES_COLOURS).size).toBe(5);
  });
});

describe('darkPlotRules', () => {
  it('exchanges fills and strokes in its scope', () => {
    expect(darkPlotRules('.plot')).toContain('.plot [fill="#1b1f24"]{fill:#e8ebef}\n.plot [stroke="#1b1f24"]');
    expect(darkPlotRules('')).toMatch(/^\[fill="#1b1f24"\]/);
  });
});

describe('reportStyle', () => {
  it('is light on paper: dark colours hold for screens alone', () => {
    const [light, dark] = reportStyle().split('@media screen and (prefers-color-scheme:dark){');
    expect(light).toContain('--ink:#1b1f24');
    expect(dark).toContain('--ink:#e8ebef');
    expect(reportStyle()).toContain('@media print{');
    expect(reportStyle()).not.toMatch(/url\(|@import/);
  });
});
