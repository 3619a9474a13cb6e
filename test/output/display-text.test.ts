import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth, readingWidth, sanitizeText, shortenText, wrapText } from '../../src/output/display-text.ts';

const anyText = fc.string({
  unit: fc.constantFrom('a', ' ', '日', 'é', 'e\u0301', '👨‍👩‍👧', '🇩🇪', '\u001B[31m', '\n', '\u202E', 'ก', 'ำ'),
});

describe('sanitizeText', () => {
  it('puts text on one line without colours and control characters', () => {
    expect(sanitizeText('\u001B[31mred\u001B[0m\n name\t\u0007x')).toBe('red name \uFFFDx');
  });

  it('shows where characters were that hide the order or exist without being seen', () => {
    expect(sanitizeText('gpj\u202Ewav\u200B')).toBe('gpj\uFFFDwav\uFFFD');
    expect(sanitizeText('a\uD800b')).toBe('a\uFFFDb');
  });

  it('keeps the joiners that emoji and scripts need', () => {
    expect(sanitizeText('👨‍👩‍👧')).toBe('👨‍👩‍👧');
  });
});

describe('displayWidth', () => {
  it('counts wide characters and pictures twice, and combining accents not at all', () => {
    expect(['abc', '日本', 'e\u0301', '👨‍👩‍👧', '🇩🇪', ''].map(displayWidth)).toEqual([3, 4, 1, 2, 2, 0]);
  });

  it('counts each character beside Latin letters as it does beside wide ones', () => {
    const characters = Array.from({ length: 0x2fff }, (_, index) => sanitizeText(String.fromCharCode(0x20 + index)));
    const differing = characters.filter((each) => displayWidth(`a${each}`) !== displayWidth(`日${each}`) - 1);
    expect(differing).toEqual([]);
  });
});

describe('readingWidth', () => {
  it('counts what a reader sees: letters with their marks once, full-width ones and pictures twice', () => {
    expect(['abc', '日本', 'e\u0301', 'किताब', '👨‍👩‍👧', '🇩🇪', ''].map(readingWidth)).toEqual([3, 4, 1, 3, 2, 2, 0]);
  });
});

describe('shortenText', () => {
  it('leaves text alone that fits, and marks what it cuts', () => {
    expect(shortenText('kennedy.mp3', 11)).toBe('kennedy.mp3');
    expect(shortenText('kennedy.mp3', 8)).toBe('kennedy…');
    expect(shortenText('日本語', 5)).toBe('日本…');
    expect(shortenText('日本語', 4)).toBe('日…');
    expect(shortenText('a👨‍👩‍👧b', 3)).toBe('a…');
  });

  it('never takes more columns than there are', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 20 }), (text, columns) => {
        expect(displayWidth(shortenText(sanitizeText(text), columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('wrapText', () => {
  it('breaks at spaces, and inside words only where it must', () => {
    expect(wrapText('ask not what your', 8)).toEqual(['ask not', 'what', 'your']);
    expect(wrapText('a abcdefghij b', 4)).toEqual(['a', 'abcd', 'efgh', 'ij b']);
    expect(wrapText('', 4)).toEqual(['']);
  });

  it('keeps every letter and never exceeds the width', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 20 }), (text, columns) => {
        // Not the mark that is counted as a column of its own: one letter with many of them cannot be split.
        const clean = sanitizeText(text.replaceAll('ำ', ''));
        const lines = wrapText(clean, columns);
        expect(lines.join('').replaceAll(' ', '')).toBe(clean.replaceAll(' ', ''));
        expect(lines.every((line) => displayWidth(line) <= columns)).toBe(true);
      }),
    );
  });
});
