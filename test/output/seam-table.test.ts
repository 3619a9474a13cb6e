import { describe, expect, it } from 'vitest';
import { formatSeams } from '../../src/output/seam-table.ts';
import { exampleSeams } from './example-evaluation.ts';

const style = { columns: 80, useColor: false };

describe('formatSeams', () => {
  it('compares the words near joins with the rest and lists the runs', () => {
    expect(formatSeams(exampleSeams, style).split('\n').slice(3)).toEqual([
      '│ within 5 s of a join │  5.00 │   95 │    2 │    3 │    0 │',
      '│ elsewhere            │  2.00 │  985 │   10 │    5 │    5 │',
      '└──────────────────────┴───────┴──────┴──────┴──────┴──────┘',
      '50 joins. Runs of 3 words or more duplicated: 0 at joins (0.0 per 100 joins), 1',
      'elsewhere; lost: 1 at joins (2.0 per 100 joins), 0 elsewhere.',
      'lost at 1:23 of a.wav, at a join: of the people',
      'duplicated at 0:12.0 of b.wav: by the people',
    ]);
  });

  it('shows ten runs and counts the rest', () => {
    const runs = Array.from({ length: 12 }, () => exampleSeams.runs[0]!);
    const lines = formatSeams({ ...exampleSeams, runs }, style).split('\n');
    expect(lines.filter((line) => line.startsWith('lost at'))).toHaveLength(10);
    expect(lines.at(-1)).toBe('2 more runs in evaluation.json.');
  });

  it('has dashes where there is no join', () => {
    const none = { substitutions: 0, deletions: 0, insertions: 0, referenceLength: 0 };
    const text = formatSeams({ joinCount: 0, nearJoins: none, elsewhere: none, runs: [] }, style);
    expect(text).toContain('│ within 5 s of a join │     – │');
    expect(text).toContain('0 joins.');
    expect(text).toContain('(– per 100 joins)');
  });
});
