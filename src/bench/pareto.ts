import type { PointFigures } from './sweep-result.ts';

/** Throughputs closer together than this share of the highest are taken to be equal. */
export const NOISE_SHARE = 0.02;

/** A point that has figures. */
export interface RatedPoint {
  readonly id: string;
  readonly median: PointFigures;
}

/**
 * Ids of the points that no other point beats in throughput without losing in the 95th percentile of latency, or the
 * other way round.
 */
export function paretoBest(points: readonly RatedPoint[]): ReadonlySet<string> {
  const best = points.filter((point) => !points.some((other) => dominates(other.median, point.median)));
  return new Set(best.map(({ id }) => id));
}

/**
 * The id of the point to use: of those within noise of the highest throughput the one with the lowest 95th percentile
 * of latency, and of equals the one with the smallest memory; `undefined` of nothing.
 *
 * Where latencies lie within noise of each other too, memory decides.
 */
export function recommend(points: readonly RatedPoint[]): string | undefined {
  const highest = Math.max(...points.map(({ median }) => median.throughputAudioSecondsPerSecond));
  const fastest = points.filter(({ median }) => median.throughputAudioSecondsPerSecond >= highest * (1 - NOISE_SHARE));
  const lowest = Math.min(...fastest.map(({ median }) => median.latencySeconds.p95));
  const promptest = fastest.filter(({ median }) => median.latencySeconds.p95 <= lowest * (1 + NOISE_SHARE));
  return promptest.toSorted((left, right) => left.median.peakRssBytes - right.median.peakRssBytes)[0]?.id;
}

function dominates(left: PointFigures, right: PointFigures): boolean {
  const [leftSpeed, rightSpeed] = [left.throughputAudioSecondsPerSecond, right.throughputAudioSecondsPerSecond];
  const [leftLatency, rightLatency] = [left.latencySeconds.p95, right.latencySeconds.p95];
  const isNoWorse = leftSpeed >= rightSpeed && leftLatency <= rightLatency;
  return isNoWorse && (leftSpeed > rightSpeed || leftLatency < rightLatency);
}
