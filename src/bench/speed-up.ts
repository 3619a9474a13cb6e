import { throughputOf, type MeasuredPoint } from './point-name.ts';

/** The fastest point at a number of cores, and how many times as fast as at the least number it is. */
export interface SpeedUp {
  readonly cores: number;
  readonly point: MeasuredPoint;
  readonly factor: number;
}

/** A step for each number of cores that was measured, the least first. */
export function speedUps(measured: readonly MeasuredPoint[]): SpeedUp[] {
  const fastest = new Map<number, MeasuredPoint>();
  for (const point of measured) {
    const cores = point.workers * point.threads;
    const known = fastest.get(cores);
    if (known === undefined || throughputOf(point) > throughputOf(known)) fastest.set(cores, point);
  }
  const steps = [...fastest].toSorted(([left], [right]) => left - right);
  const base = steps[0] === undefined ? 0 : throughputOf(steps[0][1]);
  return base > 0 ? steps.map(([cores, point]) => ({ cores, point, factor: throughputOf(point) / base })) : [];
}
