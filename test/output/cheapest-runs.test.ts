import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cheapestRuns, type Run } from '../../src/output/cheapest-runs.ts';

describe('cheapestRuns', () => {
  it('has no run of nothing', () => {
    expect(cheapestRuns(0, () => 1)).toEqual([]);
  });

  it('stops where longer runs are impossible', () => {
    const runs = cheapestRuns(5, ({ start, end }) => (end - start > 2 ? undefined : 1));
    expect(runs.map(({ start, end }) => end - start).toSorted()).toEqual([1, 2, 2]);
  });

  it('finds what trying everything finds', () => {
    const costs = fc.array(fc.integer({ min: 0, max: 99 }), { minLength: 36, maxLength: 36 });
    fc.assert(
      fc.property(costs, fc.integer({ min: 1, max: 5 }), (table, length) => {
        const cost = ({ start, end }: Run) => table[start * 6 + end] ?? 0;
        const total = (runs: readonly Run[]) => runs.reduce((sum, run) => sum + cost(run), 0);
        const runs = cheapestRuns(length, cost);
        expect(runs.flatMap(({ start, end }) => [start, end])).toEqual([
          0,
          ...runs.slice(1).flatMap(({ start }) => [start, start]),
          length,
        ]);
        expect(total(runs)).toBe(Math.min(...allDivisions(0, length).map(total)));
      }),
    );
  });
});

function allDivisions(start: number, length: number): Run[][] {
  if (start === length) return [[]];
  const ends = Array.from({ length: length - start }, (_, index) => start + index + 1);
  return ends.flatMap((end) => allDivisions(end, length).map((rest) => [{ start, end }, ...rest]));
}
