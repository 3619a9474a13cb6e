import type { RatedPoint } from './pareto.ts';

/** Single runs on a shared machine differ by a tenth; who is behind by this much is not the best in another round either. */
const TELLING_RATIO = 1.25;

/**
 * Ids of the points that need no further repetition: another one is better by a quarter in throughput and in the 95th
 * percentile of latency.
 */
export function outclassed(points: readonly RatedPoint[]): ReadonlySet<string> {
  const behind = points.filter((point) => points.some((other) => isFarBetter(other, point)));
  return new Set(behind.map(({ id }) => id));
}

function isFarBetter({ median: better }: RatedPoint, { median: worse }: RatedPoint): boolean {
  const speedUp = better.throughputAudioSecondsPerSecond / worse.throughputAudioSecondsPerSecond;
  return Math.min(speedUp, worse.latencySeconds.p95 / better.latencySeconds.p95) >= TELLING_RATIO;
}
