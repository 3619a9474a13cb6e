import { describe, expect, it } from 'vitest';
import { describeSplit, formatSweepTable } from '../../src/bench/sweep-table.ts';
import { displayWidth } from '../../src/output/display-text.ts';
import { exampleSweep, figuresOf } from './example-sweep.ts';

const style = { columns: 80, useColor: false };

describe('formatSweepTable', () => {
  it('shows every point, marks the best ones, and says what to use', () => {
    expect(formatSweepTable(exampleSweep(), style).split('\n')).toEqual([
      '┌───────┬───────┬──────┬───────┬───────────┬───────┬──────────┬────┐',
      '│ Split │ Batch │ Spin │ Speed │     Range │ p95 s │   Memory │    │',
      '├───────┼───────┼──────┼───────┼───────────┼───────┼──────────┼────┤',
      '│ 1 × 1 │     8 │    – │  9.50 │  9.0–10.0 │ 14.25 │  900 MiB │    │',
      '│ 1 × 2 │     8 │   on │ 18.25 │ 18.0–18.5 │  8.50 │ 1.25 GiB │ *→ │',
      '│ 2 × 1 │ batch 8, spin –: FAILED WORKER_FAILED: It ended…         │',
      '└───────┴──────────────────────────────────────────────────────────┘',
      'Split: workers × threads. Speed: audio-seconds per second, median of the runs,',
      'over 5 files, 3:42 of audio. p95: of latency. *: no other point is better in',
      'both. →: recommended.',
      'Recommended: 1 worker × 2 threads, batches of 8, spinning on (--workers 1',
      '--threads 2 --batch-size 8 --allow-spinning on).',
    ]);
  });

  it('fits 80 columns with the largest figures', () => {
    const sweep = exampleSweep();
    const median = figuresOf(98_765.4, 98_765.4, 2 ** 39);
    const large = { ...sweep.points[1]!, workers: 128, threads: 128, batchSize: 256, median };
    const points = [{ ...large, spread: { min: 98_765.4, max: 98_765.4 } }, sweep.points[2]!];
    const lines = formatSweepTable({ ...sweep, points }, style).split('\n');
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(80);
  });

  it('recommends nothing when nothing was measured', () => {
    const { points, ...sweep } = exampleSweep();
    const table = formatSweepTable({ ...sweep, points: points.slice(2), recommendedId: undefined }, style);
    expect(table.split('\n').at(-1)).toBe('No point could be measured, so none is recommended.');
  });
});

describe('describeSplit', () => {
  it('tells of spinning only where there are threads that could', () => {
    const split = { workers: 2, threads: 1, batchSize: 4, precision: 'fp32', allowSpinning: true } as const;
    expect(describeSplit(split)).toBe('2 workers × 1 thread, batches of 4');
    expect(describeSplit({ ...split, threads: 2, allowSpinning: false })).toBe(
      '2 workers × 2 threads, batches of 4, spinning off',
    );
  });
});
