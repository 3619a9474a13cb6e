import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scheduleRuns } from '../../src/bench/schedule.ts';
import { gridPoints } from './example-sweep.ts';

const points = gridPoints({ workers: [1, 2, 4], threads: [1, 2, 4] }, 16);

describe('scheduleRuns', () => {
  it('makes every run of a round before the next round, for any number of points and rounds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: points.length }), fc.integer({ min: 1, max: 5 }), (count, rounds) => {
        const some = points.slice(0, count);
        const runs = scheduleRuns(some, rounds);
        expect(runs).toHaveLength(count * rounds);
        for (let round = 0; round < rounds; round++) {
          const part = runs.slice(round * count, (round + 1) * count);
          expect(part.every(({ repetition }) => repetition === round + 1)).toBe(true);
          expect(new Set(part.map(({ point }) => point))).toEqual(new Set(some));
        }
      }),
    );
  });

  it('changes the order from round to round, and gives the same one every time', () => {
    const runs = scheduleRuns(points, 3);
    const order = (round: number) => runs.filter(({ repetition }) => repetition === round).map(({ point }) => point.id);
    expect(order(1)).not.toEqual(order(2));
    expect(order(2)).not.toEqual(order(3));
    expect(scheduleRuns(points, 3)).toEqual(runs);
  });
});
