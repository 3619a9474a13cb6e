import { describe, expect, it } from 'vitest';
import { measuredPoints, pointName, throughputOf } from '../../src/bench/point-name.ts';
import { exampleSweep } from './example-sweep.ts';

describe('measuredPoints', () => {
  it('has the points with figures, the fastest first', () => {
    expect(measuredPoints(exampleSweep().points).map(throughputOf)).toEqual([18.25, 9.5]);
  });
});

describe('pointName', () => {
  it('is short and tells points apart', () => {
    const point = { id: 'x', workers: 2, threads: 1, batchSize: 8, precision: 'fp32', allowSpinning: false } as const;
    expect(pointName(point)).toBe('2×1 b8');
    expect(pointName({ ...point, allowSpinning: true })).toBe('2×1 b8 spin');
  });
});
