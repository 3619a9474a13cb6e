import { describe, expect, it } from 'vitest';
import { comparisonMarkdown, formatComparison } from '../../src/bench/compare-report.ts';
import { exampleComparison, resultFolder } from './example-results.ts';

const style = { columns: 100, useColor: false };

describe('formatComparison', () => {
  it('shows tables and remarks, and differing words only when asked', () => {
    const plain = formatComparison(exampleComparison(), style, false);
    expect(plain).toContain(
      '│ theirs  │    1.000 │ 1.000 │     0.1000 │  0.1000 │     10.00 │ 1.00 GiB │    0.50× │\n',
    );
    expect(plain.endsWith('\nNo reference for b.wav in references.tsv.\n')).toBe(true);
    expect(formatComparison(exampleComparison(), style, true)).toBe(
      `${plain}\nDiffering words: [-only ours-] {+only the other+}\n\na.wav: theirs\nask [-not-] what your country can …\n`,
    );
  });

  it('says so when nothing differs', () => {
    const folders = [resultFolder('a', { 'a.wav': 'One.' }), resultFolder('b', { 'a.wav': 'one' })];
    expect(formatComparison(exampleComparison({ folders }), style, true)).toMatch(
      /\n\nAll texts are the same, word for word\.\n$/,
    );
  });

  it('lets no name reach the terminal as it is', () => {
    const folders = [resultFolder('a\u001B[31m', { 'a.wav': '' }), resultFolder('b', { 'a.wav': '' })];
    expect(formatComparison(exampleComparison({ folders }), style, true)).not.toContain('\u001B');
  });
});

describe('comparisonMarkdown', () => {
  it('has a section for each table and for the differing words', () => {
    const text = comparisonMarkdown(exampleComparison());
    expect(text.match(/^#+ .*$/gm)).toEqual([
      '# Comparison',
      '## Speed over 2 common files',
      '## Errors against references.tsv',
      '## Word differences from each other, %',
      '## Character differences from each other, %',
      '## Differing words',
      '### a.wav: theirs',
    ]);
    expect(text).toContain('| theirs | 14.29 | 12.50 | 0 | 1 | 0 | 7 |\n');
    expect(text.endsWith('\n\nask ~~not~~ what your country can …\n')).toBe(true);
  });

  it('writes names and words as text, whatever Markdown they look like', () => {
    const folders = [resultFolder('a|b', { '*x*.wav': 'A' }), resultFolder('c', { '*x*.wav': 'B' })];
    const text = comparisonMarkdown(exampleComparison({ folders }));
    expect(text).toContain('| a\\|b | 1.000 |');
    expect(text).toContain('### \\*x\\*.wav: c\n\n~~a~~ **b**\n');
  });

  it.each([
    ['a&lt;b', 'a\\&lt;b'],
    ['- x', '\\- x'],
    ['+ x', '\\+ x'],
    ['1. x', '1\\. x'],
    ['2024-01', '2024-01'],
  ])('makes neither a list nor an entity of the name %s', (name, written) => {
    const text = comparisonMarkdown(exampleComparison({ folders: [resultFolder(name, { 'a.wav': 'A' })] }));
    expect(text).toContain(`\n- ${written}: 2 × 1 threads, batches of 8, fp32.\n`);
  });

  it('says so when nothing differs', () => {
    const folders = [resultFolder('a', { 'a.wav': 'One.' }), resultFolder('b', { 'a.wav': 'one' })];
    expect(comparisonMarkdown(exampleComparison({ folders }))).toMatch(/All texts are the same, word for word\.\n$/);
  });
});
