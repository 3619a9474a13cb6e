import type { SweepConfiguration } from './sweep-configuration.ts';
import type { GridPoint } from './sweep-result.ts';

/** The points that a sweep measures, and how many of the grid it leaves out. */
export interface SweepGrid {
  readonly points: readonly GridPoint[];
  /** Points with more threads than the core budget. */
  readonly overBudgetCount: number;
  /** Points that would be the same as another, because a single thread never waits for others. */
  readonly sameCount: number;
}

/** Every combination of the configuration's settings that the core budget allows; one thread never spins. */
export function expandGrid(configuration: SweepConfiguration, budget: number): SweepGrid {
  const all = combine(configuration);
  const affordable = all.filter(({ workers, threads }) => workers * threads <= budget);
  const points = [...new Map(affordable.map((point) => [point.id, point])).values()];
  return {
    points,
    overBudgetCount: all.length - affordable.length,
    sameCount: affordable.length - points.length,
  };
}

/** One sentence about what of the grid is not measured; empty when all of it is. */
export function describeLeftOut({ points, overBudgetCount, sameCount }: SweepGrid, budget: number): string {
  const total = points.length + overBudgetCount + sameCount;
  const reasons = [
    ...(overBudgetCount > 0 ? [`${String(overBudgetCount)} over the core budget of ${String(budget)}`] : []),
    ...(sameCount > 0 ? [`${String(sameCount)} because spinning changes nothing with one thread`] : []),
  ];
  if (reasons.length === 0) return '';
  return `${String(total - points.length)} of ${String(total)} points left out: ${reasons.join(', ')}.`;
}

function combine(configuration: SweepConfiguration): GridPoint[] {
  const { workers, threads, batchSizes, precisions, allowSpinning } = configuration;
  return workers.flatMap((workerCount) =>
    threads.flatMap((threadCount) =>
      batchSizes.flatMap((batchSize) =>
        precisions.flatMap((precision) =>
          allowSpinning.map((isAllowed) =>
            gridPoint({ workers: workerCount, threads: threadCount, batchSize, precision, allowSpinning: isAllowed }),
          ),
        ),
      ),
    ),
  );
}

function gridPoint(settings: Omit<GridPoint, 'id'>): GridPoint {
  const { workers, threads, batchSize, precision } = settings;
  // With one thread ONNX Runtime computes in the worker's own thread and has no pool that could wait.
  const allowSpinning = settings.allowSpinning && threads > 1;
  const parts = [`w${String(workers)}`, `t${String(threads)}`, `b${String(batchSize)}`, precision];
  const id = [...parts, `spin${allowSpinning ? '1' : '0'}`].join('-');
  return { id, workers, threads, batchSize, precision, allowSpinning };
}
