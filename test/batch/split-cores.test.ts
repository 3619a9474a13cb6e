import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitCores } from '../../src/batch/split-cores.ts';
import { errorOf } from '../helpers/error-of.ts';

describe('splitCores', () => {
  it.each([
    [{ workers: undefined, threads: undefined, budget: 8 }, [8, 1]],
    [{ workers: undefined, threads: undefined, budget: 1 }, [1, 1]],
    [{ workers: 2, threads: undefined, budget: 8 }, [2, 4]],
    [{ workers: 3, threads: undefined, budget: 8 }, [3, 2]],
    [{ workers: undefined, threads: 3, budget: 8 }, [2, 3]],
    [{ workers: undefined, threads: 8, budget: 8 }, [1, 8]],
    [{ workers: 2, threads: 2, budget: 8 }, [2, 2]],
    [{ workers: undefined, threads: undefined, budget: 8, expectedWindows: 1 }, [1, 8]],
    [{ workers: undefined, threads: undefined, budget: 8, expectedWindows: 3 }, [3, 2]],
    [{ workers: undefined, threads: undefined, budget: 8, expectedWindows: 31 }, [4, 2]],
    [{ workers: undefined, threads: undefined, budget: 8, expectedWindows: 32 }, [8, 1]],
    [{ workers: undefined, threads: undefined, budget: 2, expectedWindows: 7 }, [1, 2]],
    [{ workers: undefined, threads: undefined, budget: 2, expectedWindows: 8 }, [2, 1]],
    [{ workers: undefined, threads: undefined, budget: 3, expectedWindows: 7 }, [3, 1]],
    [{ workers: undefined, threads: undefined, budget: 5, expectedWindows: 19 }, [5, 1]],
    [{ workers: undefined, threads: undefined, budget: 7, expectedWindows: 2 }, [2, 3]],
    [{ workers: undefined, threads: undefined, budget: 1, expectedWindows: 2 }, [1, 1]],
    [{ workers: undefined, threads: 1, budget: 8, expectedWindows: 31 }, [8, 1]],
    [{ workers: 4, threads: undefined, budget: 8, expectedWindows: 1 }, [4, 2]],
    [{ workers: undefined, threads: 2, budget: 8, expectedWindows: 1 }, [1, 2]],
  ])('splits %j into %j', (request, [workers, threads]) => {
    expect(splitCores(request)).toEqual({ workers, threads, budget: request.budget });
  });

  it('chooses whatever is left open within the budget', () => {
    const count = fc.integer({ min: 1, max: 64 });
    fc.assert(
      fc.property(count, count, fc.boolean(), (budget, given, isWorkers) => {
        fc.pre(given <= budget);
        const split = splitCores({
          workers: isWorkers ? given : undefined,
          threads: isWorkers ? undefined : given,
          budget,
        });
        expect(isWorkers ? split.workers : split.threads).toBe(given);
        expect(split.workers * split.threads).toBeLessThanOrEqual(budget);
        // No further worker or thread would fit.
        expect(split.workers * split.threads + given).toBeGreaterThan(budget);
      }),
    );
  });

  it.each([
    [{ workers: 3, threads: 2, budget: 4 }, '3 × 2 = 6'],
    [{ workers: 5, threads: undefined, budget: 4 }, '5 × 1 = 5'],
    [{ workers: undefined, threads: 9, budget: 4 }, '1 × 9 = 9'],
  ])('refuses %j', (request, found) => {
    expect(errorOf(() => splitCores(request))).toEqual({
      code: 'USAGE',
      message: `Expected workers × threads within the core budget of 4, found ${found}.`,
      remedy: 'Lower --workers or --threads; the budget is --cores, within what CPU affinity and control groups allow.',
    });
  });
});
