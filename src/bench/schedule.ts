import type { GridPoint } from './sweep-result.ts';

/** One run that a sweep has to make. */
export interface ScheduledRun {
  readonly point: GridPoint;
  /** From 1. */
  readonly repetition: number;
}

/**
 * Every point once in each round, in another order every round, so that a machine that slows down or warms up in the
 * meantime does so for all points alike.
 *
 * The same points and repetitions give the same schedule.
 */
export function scheduleRuns(points: readonly GridPoint[], repetitions: number): ScheduledRun[] {
  return Array.from({ length: repetitions }, (_, round) =>
    shuffle(points, round + 1).map((point) => ({ point, repetition: round + 1 })),
  ).flat();
}

/** Fisher–Yates with a linear congruential generator (constants of Numerical Recipes). */
function shuffle<Item>(items: readonly Item[], seed: number): Item[] {
  const shuffled = [...items];
  let state = Math.imul(seed, 2_654_435_761) >>> 0;
  for (let last = shuffled.length - 1; last > 0; last--) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other] as Item, shuffled[last] as Item];
  }
  return shuffled;
}
