import type { GridPoint, PointFigures, SweepPoint, SweepResult } from '../../src/bench/sweep-result.ts';
import { exampleSweep, gridPoints, pointFigures } from './example-sweep.ts';

/** A sweep of many points, some of which lie close together, with every figure that may be absent. */
export function wideSweep(): SweepResult {
  const cores = 4;
  const grid = gridPoints({ workers: [1, 2, 4], threads: [1, 2, 4], batch_size: [4, 8, 16] }, cores);
  const points = grid.map((point, index) => (index === 3 ? failed(point) : measured(point)));
  const best = points.reduce((left, right) => (speedOf(right) > speedOf(left) ? right : left));
  return {
    ...exampleSweep(),
    coreBudget: cores,
    roofline: {
      singleCoreFlopsPerSecond: 101.5e9,
      allCoresFlopsPerSecond: 398.2e9,
      singleCoreBytesPerSecond: 13.5e9,
      allCoresBytesPerSecond: 31.2e9,
      cores,
      measuredAt: '2026-01-02T02:00:00.000Z',
    },
    points: points.map((point) => ({
      ...point,
      isParetoBest: point.median !== undefined && !points.some((other) => beats(other, point)),
      isRecommended: point === best,
    })),
    recommendedId: best.id,
  };
}

function measured(point: GridPoint): SweepPoint {
  const median = figuresFor(point);
  const speed = median.throughputAudioSecondsPerSecond;
  const unmarked = { isParetoBest: false, isRecommended: false };
  return {
    ...point,
    repetitions: [median, median],
    median,
    spread: { min: speed - 0.4, max: speed + 0.5 },
    ...unmarked,
  };
}

function failed(point: GridPoint): SweepPoint {
  const failure = { code: 'WORKER_FAILED', message: 'It said <script>alert("no")</script>.' };
  return { ...point, repetitions: [], failure, isParetoBest: false, isRecommended: false };
}

function figuresFor({ workers, threads, batchSize, allowSpinning }: GridPoint): PointFigures {
  const cores = workers * threads;
  const speed = 9 * cores ** 0.8 * (1 + batchSize / 80) * threads ** -0.15 * (allowSpinning ? 1.01 : 1);
  const p95 = 14 / threads ** 0.7 + batchSize / 4 + workers * 0.6;
  return pointFigures({
    throughputAudioSecondsPerSecond: speed,
    realTimeFactor: 1 / speed,
    latencySeconds: { p50: p95 * 0.6, p90: p95 * 0.9, p95, max: p95 * 1.2 },
    peakRssBytes: (500 + 260 * workers + 48 * batchSize * workers) * 2 ** 20,
    cgroupPeakBytes: 5 * 2 ** 30,
    stageSeconds: {
      preprocess: 0.4,
      encode: 8 + threads,
      decoder: 7 + workers - batchSize / 8,
      queue: 120,
      detokenize: 0.25,
    },
    boundShare: {
      encoder: 0.71,
      decoder: 0.3 + batchSize / 60,
      total: 0.5 + batchSize / 90,
      encoderBoundBy: 'compute',
      decoderBoundBy: 'bandwidth',
      boundBy: 'compute',
    },
  });
}

function speedOf({ median }: SweepPoint): number {
  return median?.throughputAudioSecondsPerSecond ?? 0;
}

function latencyOf({ median }: SweepPoint): number {
  return median?.latencySeconds.p95 ?? Number.POSITIVE_INFINITY;
}

function beats(other: SweepPoint, point: SweepPoint): boolean {
  return speedOf(other) > speedOf(point) && latencyOf(other) < latencyOf(point);
}
