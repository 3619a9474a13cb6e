import type { MeasuredRun } from '../../src/bench/read-run-summary.ts';
import { parseSweepConfiguration } from '../../src/bench/sweep-configuration.ts';
import { expandGrid } from '../../src/bench/sweep-grid.ts';
import type { BoundShare, GridPoint, PointFigures, SweepResult } from '../../src/bench/sweep-result.ts';
import { runReport } from '../output/example-run.ts';

/** Figures of a run of 20 s of audio, all different, changed where a test needs it. */
export function pointFigures(changes: Partial<PointFigures> = {}): PointFigures {
  return {
    throughputAudioSecondsPerSecond: 10,
    realTimeFactor: 0.1,
    latencySeconds: { p50: 1, p90: 1.5, p95: 1.75, max: 2 },
    cpuSecondsPerAudioSecond: 0.2,
    peakRssBytes: 700 * 2 ** 20,
    modelLoadSeconds: 0.5,
    wallSeconds: 2.25,
    stageSeconds: { preprocess: 0.125, encode: 0.75, decoder: 0.625, queue: 0.25, detokenize: 0.0625 },
    ...changes,
  };
}

/** Shares of the roofline, all different. */
export const exampleBoundShare: BoundShare = {
  encoder: 0.5,
  decoder: 0.25,
  total: 0.4,
  encoderBoundBy: 'compute',
  decoderBoundBy: 'bandwidth',
  boundBy: 'bandwidth',
};

/** Figures with a throughput, a 95th percentile of latency and a memory. */
export function figuresOf(throughput: number, p95: number, peakRssBytes = 1): PointFigures {
  const { latencySeconds } = pointFigures();
  return pointFigures({
    throughputAudioSecondsPerSecond: throughput,
    latencySeconds: { ...latencySeconds, p95 },
    peakRssBytes,
  });
}

/** What one process measured. */
export function measuredRun(throughput = 10, p95 = 1.75): MeasuredRun {
  return { run: figuresOf(throughput, p95, 2 ** 29), audio: { fileCount: 2, audioSeconds: 20 } };
}

/** A configuration with defaults where nothing else is said. */
export function sweepConfiguration(changes: object = {}) {
  return parseSweepConfiguration(changes, 'test');
}

/** The points that a configuration gives on so many cores. */
export function gridPoints(changes: object = {}, cores = 2): readonly GridPoint[] {
  return expandGrid(sweepConfiguration(changes), cores).points;
}

/** A sweep of three points, of which the last failed. */
export function exampleSweep(): SweepResult {
  const [first, second, third] = gridPoints({ workers: [1, 2], threads: [1, 2], batch_size: [8], spinning: ['on'] });
  const unmarked = { isParetoBest: false, isRecommended: false };
  const slow = { ...figuresOf(9.5, 14.25, 900 * 2 ** 20), cgroupPeakBytes: 2 ** 31 };
  const fast = figuresOf(18.25, 8.5, 1.25 * 2 ** 30);
  return {
    startedAt: '2026-01-02T03:04:05.000Z',
    configuration: sweepConfiguration({ workers: [1, 2], threads: [1, 2], batch_size: [8], spinning: ['on'] }),
    machine: runReport([]).machine,
    coreBudget: 2,
    audio: { fileCount: 5, audioSeconds: 222.27 },
    points: [
      { ...first!, repetitions: [slow], median: slow, spread: { min: 9, max: 10 }, ...unmarked },
      {
        ...second!,
        repetitions: [fast, fast],
        median: fast,
        spread: { min: 18, max: 18.5 },
        isParetoBest: true,
        isRecommended: true,
      },
      { ...third!, repetitions: [], failure: { code: 'WORKER_FAILED', message: 'It ended, "badly".' }, ...unmarked },
    ],
    recommendedId: second!.id,
  };
}
