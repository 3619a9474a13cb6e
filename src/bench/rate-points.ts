import type { ErrorRecord } from '../errors.ts';
import { percentile, sortSamples } from '../metrics/statistics.ts';
import { paretoBest, recommend } from './pareto.ts';
import type { GridPoint, PointFigures, PointRun, SweepPoint } from './sweep-result.ts';

/** What was measured at a point. */
export interface MeasuredPoint {
  readonly point: GridPoint;
  readonly repetitions: readonly PointRun[];
  readonly failure: ErrorRecord | undefined;
}

/** Points with medians, marked where they are Pareto-best and where recommended; a failed point is neither. */
export function ratePoints(measured: readonly MeasuredPoint[]): SweepPoint[] {
  const rated = measured.flatMap(({ point, repetitions, failure }) => {
    const median = failure === undefined ? medianFigures(repetitions) : undefined;
    return median === undefined ? [] : [{ id: point.id, median }];
  });
  const best = paretoBest(rated);
  const recommendedId = recommend(rated);
  return measured.map(({ point, repetitions, failure }) => ({
    ...point,
    repetitions,
    // The runs that succeeded before say nothing that could be relied on.
    ...(failure === undefined ? spreadOf(repetitions) : { failure: { code: failure.code, message: failure.message } }),
    isParetoBest: best.has(point.id),
    isRecommended: point.id === recommendedId,
  }));
}

/** The median of every figure by itself; figures that a run lacks are left out. `undefined` of no run. */
export function medianFigures(runs: readonly PointRun[]): PointFigures | undefined {
  if (runs.length === 0) return undefined;
  const median = (figure: (run: PointRun) => number): number => medianOf(runs.map(figure));
  const cgroupPeaks = runs.map(({ cgroupPeakBytes }) => cgroupPeakBytes).filter((bytes) => bytes !== undefined);
  return {
    throughputAudioSecondsPerSecond: median((run) => run.throughputAudioSecondsPerSecond),
    realTimeFactor: median((run) => run.realTimeFactor),
    latencySeconds: {
      p50: median(({ latencySeconds }) => latencySeconds.p50),
      p90: median(({ latencySeconds }) => latencySeconds.p90),
      p95: median(({ latencySeconds }) => latencySeconds.p95),
      max: median(({ latencySeconds }) => latencySeconds.max),
    },
    cpuSecondsPerAudioSecond: median((run) => run.cpuSecondsPerAudioSecond),
    peakRssBytes: median((run) => run.peakRssBytes),
    ...(cgroupPeaks.length === 0 ? {} : { cgroupPeakBytes: medianOf(cgroupPeaks) }),
    modelLoadSeconds: median((run) => run.modelLoadSeconds),
    wallSeconds: median((run) => run.wallSeconds),
    stageSeconds: {
      preprocess: median(({ stageSeconds }) => stageSeconds.preprocess),
      encode: median(({ stageSeconds }) => stageSeconds.encode),
      decoder: median(({ stageSeconds }) => stageSeconds.decoder),
      queue: median(({ stageSeconds }) => stageSeconds.queue),
      detokenize: median(({ stageSeconds }) => stageSeconds.detokenize),
    },
    ...medianBoundShare(runs),
  };
}

function spreadOf(repetitions: readonly PointRun[]): Pick<SweepPoint, 'median' | 'spread'> {
  const median = medianFigures(repetitions);
  if (median === undefined) return {};
  const throughputs = repetitions.map((run) => run.throughputAudioSecondsPerSecond);
  return { median, spread: { min: Math.min(...throughputs), max: Math.max(...throughputs) } };
}

function medianBoundShare(runs: readonly PointRun[]): Pick<PointFigures, 'boundShare'> {
  const shares = runs.map(({ boundShare }) => boundShare).filter((share) => share !== undefined);
  const [first] = shares;
  if (first === undefined) return {};
  const boundShare = {
    encoder: medianOf(shares.map(({ encoder }) => encoder)),
    decoder: medianOf(shares.map(({ decoder }) => decoder)),
    total: medianOf(shares.map(({ total }) => total)),
    // What limits the work follows from the work and the machine, so it is the same in every run.
    encoderBoundBy: first.encoderBoundBy,
    decoderBoundBy: first.decoderBoundBy,
    boundBy: first.boundBy,
  };
  return { boundShare };
}

function medianOf(values: readonly number[]): number {
  return percentile(sortSamples(values), 0.5) ?? NaN;
}
