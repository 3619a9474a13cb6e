import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeLeftOut, expandGrid } from '../../src/bench/sweep-grid.ts';
import { sweepConfiguration } from './example-sweep.ts';

const counts = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });

describe('expandGrid', () => {
  it('combines all settings within the core budget', () => {
    const grid = expandGrid(
      sweepConfiguration({ workers: [1, 2], threads: [1, 2], batch_size: [4], spinning: ['off', 'on'] }),
      2,
    );
    expect(grid.points.map(({ id }) => id)).toEqual([
      'w1-t1-b4-fp32-spin0',
      'w1-t2-b4-fp32-spin0',
      'w1-t2-b4-fp32-spin1',
      'w2-t1-b4-fp32-spin0',
    ]);
    expect(grid.points[2]).toEqual({
      id: 'w1-t2-b4-fp32-spin1',
      workers: 1,
      threads: 2,
      batchSize: 4,
      precision: 'fp32',
      allowSpinning: true,
    });
  });

  it('knows that a single thread never spins', () => {
    const grid = expandGrid(sweepConfiguration({ workers: [1], threads: [1], batch_size: [4], spinning: ['on'] }), 2);
    expect(grid.points.map(({ id }) => id)).toEqual(['w1-t1-b4-fp32-spin0']);
  });

  it('loses no combination and keeps to the budget, for any grid', () => {
    fc.assert(
      fc.property(counts, counts, counts, fc.integer({ min: 1, max: 40 }), (workers, threads, batchSizes, budget) => {
        const grid = expandGrid(
          sweepConfiguration({ workers, threads, batch_size: batchSizes, spinning: ['on', 'off'] }),
          budget,
        );
        const total = workers.length * threads.length * batchSizes.length * 2;
        expect(grid.points.length + grid.overBudgetCount + grid.sameCount).toBe(total);
        expect(grid.points.every((point) => point.workers * point.threads <= budget)).toBe(true);
        expect(new Set(grid.points.map(({ id }) => id)).size).toBe(grid.points.length);
      }),
    );
  });
});

describe('describeLeftOut', () => {
  it('counts what is left out, and why', () => {
    const grid = { points: [], overBudgetCount: 3, sameCount: 2 };
    expect(describeLeftOut(grid, 2)).toBe(
      '5 of 5 points left out: 3 over the core budget of 2, 2 because spinning changes nothing with one thread.',
    );
    expect(describeLeftOut({ ...grid, sameCount: 0 }, 2)).toBe('3 of 3 points left out: 3 over the core budget of 2.');
  });

  it('says nothing where nothing is left out', () => {
    expect(describeLeftOut({ points: [], overBudgetCount: 0, sameCount: 0 }, 2)).toBe('');
  });
});
