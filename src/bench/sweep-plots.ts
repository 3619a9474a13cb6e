import { barPlot } from '../output/bar-plot.ts';
import type { Plot } from '../output/plot-figure.ts';
import { formatBytes, formatCount } from '../output/quantities.ts';
import { frontierPlot } from './frontier-plot.ts';
import { measuredPoints, pointName, type MeasuredPoint } from './point-name.ts';
import { speedUps } from './speed-up.ts';
import type { SweepResult } from './sweep-result.ts';

/** Rows beyond this are left out; the table has every point. */
const MOST_ROWS = 12;

/** Names of all plots that a sweep may have. */
export const PLOT_NAMES: readonly string[] = ['throughput-latency', 'speed-up', 'memory', 'stages', 'roofline'];

/** The plots of a sweep, in reading order; those without figures are left out. */
export function sweepPlots(result: SweepResult): Plot[] {
  const measured = measuredPoints(result.points);
  if (measured.length === 0) return [];
  const shown = measured.slice(0, MOST_ROWS);
  return [
    frontierPlot(measured),
    ...speedUpPlot(measured),
    memoryPlot(shown, measured.length),
    stagePlot(shown, result.audio.audioSeconds),
    ...rooflinePlot(shown),
  ];
}

function speedUpPlot(measured: readonly MeasuredPoint[]): Plot[] {
  const steps = speedUps(measured);
  const [first] = steps;
  if (first === undefined || steps.length < 2) return [];
  const plot = barPlot({
    name: 'speed-up',
    title: 'Speed-up over cores',
    caption: `The fastest point at each number of cores (workers × threads), compared with ${formatCount(first.cores, 'core')}.`,
    description: steps
      .map(({ cores, factor }) => `${formatCount(cores, 'core')}: ${factor.toFixed(2)} times`)
      .join('; '),
    axisTitle: 'Times as fast',
    seriesNames: ['Measured', 'Ideal'],
    isStacked: false,
    rows: steps.map(({ cores, point, factor }) => ({
      label: `${formatCount(cores, 'core')}: ${pointName(point)}`,
      values: [factor, cores / first.cores],
      endLabels: [`${factor.toFixed(2)} ×`, `${(cores / first.cores).toFixed(2)} ×`],
    })),
  });
  return [plot];
}

function memoryPlot(shown: readonly MeasuredPoint[], total: number): Plot {
  const which = shown.length < total ? `The ${String(shown.length)} fastest of ${String(total)} points` : 'All points';
  return barPlot({
    name: 'memory',
    title: 'Peak memory',
    caption: `${which}, the fastest first: highest resident memory of the process. Shared weights count once for each worker.`,
    description: shown.map((point) => `${pointName(point)}: ${formatBytes(point.median.peakRssBytes)}`).join('; '),
    axisTitle: 'MiB',
    seriesNames: ['Resident memory'],
    isStacked: false,
    rows: shown.map((point) => ({
      label: markedName(point),
      values: [point.median.peakRssBytes / 2 ** 20],
      endLabels: [formatBytes(point.median.peakRssBytes)],
    })),
  });
}

function stagePlot(shown: readonly MeasuredPoint[], audioSeconds: number): Plot {
  const perMinute = (seconds: number): number => (60 * seconds) / audioSeconds;
  return barPlot({
    name: 'stages',
    title: 'Where the time goes',
    caption:
      'Seconds of work for each minute of audio, summed over workers that run side by side. Waiting for a free worker is in the table.',
    description: 'The table of stages below has the same figures as sums.',
    axisTitle: 'Seconds for a minute of audio',
    seriesNames: ['Encoder', 'Decoder', 'Preprocessing', 'To text'],
    isStacked: true,
    rows: shown.map((point) => {
      const { encode, decoder, preprocess, detokenize } = point.median.stageSeconds;
      const values = [encode, decoder, preprocess, detokenize].map(perMinute);
      const sum = values.reduce((total, value) => total + value, 0);
      return { label: markedName(point), values, endLabels: [`${sum.toFixed(2)} s`] };
    }),
  });
}

function rooflinePlot(shown: readonly MeasuredPoint[]): Plot[] {
  const rows = shown.flatMap((point) => {
    const share = point.median.boundShare;
    if (share === undefined) return [];
    const values = [share.encoder, share.decoder, share.total].map((part) => 100 * part);
    return [{ label: markedName(point), values, endLabels: values.map((value) => `${value.toFixed(0)} %`) }];
  });
  if (rows.length === 0) return [];
  const plot = barPlot({
    name: 'roofline',
    title: 'Share of the roofline',
    caption: 'How near a point comes to what this machine can do at most, as calibrated on it; 100 % is the limit.',
    description: rows.map(({ label, endLabels }) => `${label}: total ${endLabels[2] ?? ''}`).join('; '),
    axisTitle: '% of the limit',
    seriesNames: ['Encoder', 'Decoder', 'Total'],
    isStacked: false,
    rows,
  });
  return [plot];
}

/** The recommended point is marked in words too. */
function markedName(point: MeasuredPoint): string {
  return point.isRecommended ? `★ ${pointName(point)}` : pointName(point);
}
