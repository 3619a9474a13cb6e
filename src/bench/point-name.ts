import type { GridPoint, PointFigures, SweepPoint } from './sweep-result.ts';

/** A point that was measured. */
export type MeasuredPoint = SweepPoint & { readonly median: PointFigures };

/** The points with figures, the fastest first. */
export function measuredPoints(points: readonly SweepPoint[]): MeasuredPoint[] {
  return points
    .filter((point): point is MeasuredPoint => point.median !== undefined)
    .toSorted((left, right) => throughputOf(right) - throughputOf(left));
}

/** A short name as plots show it: workers × threads, batch size, and whether threads spin. */
export function pointName({ workers, threads, batchSize, allowSpinning }: GridPoint): string {
  return `${String(workers)}×${String(threads)} b${String(batchSize)}${allowSpinning ? ' spin' : ''}`;
}

/** The median throughput of a point in audio-seconds per second. */
export function throughputOf({ median }: MeasuredPoint): number {
  return median.throughputAudioSecondsPerSecond;
}
