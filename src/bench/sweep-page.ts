import type { RooflineCalibration } from '../metrics/roofline.ts';
import { html, type Html, type HtmlValue } from '../output/html.ts';
import { plotFigure, type Plot } from '../output/plot-figure.ts';
import { formatBytes, formatClock, formatCount } from '../output/quantities.ts';
import { facts, renderPage, section, tiles } from '../output/report-page.ts';
import { formatTime } from '../output/run-page.ts';
import { describeMachineInWords } from '../output/summary-table.ts';
import { measuredPoints, pointName, throughputOf, type MeasuredPoint } from './point-name.ts';
import { pointTable, stageTable } from './sweep-page-tables.ts';
import { USUAL_REPETITIONS, type SweepConfiguration } from './sweep-configuration.ts';
import type { SweepResult } from './sweep-result.ts';

/** The page of a sweep: what it recommends, its plots, every point, and the conditions. */
export function renderSweepPage(result: SweepResult, plots: readonly Plot[]): string {
  const measured = measuredPoints(result.points);
  return renderPage({
    title: 'Sweep report',
    lead: describeSweep(result, measured.length),
    body: [
      recommendation(measured.find(({ isRecommended }) => isRecommended)),
      plots.length === 0 ? '' : section('Plots', plots.map(plotFigure)),
      section('Points', pointTable(result), measured.length === 0 ? '' : stageTable(measured)),
      conditions(result),
    ],
    footer: `Written by whisper-batch ${result.machine.whisperBatchVersion}; measured from ${formatTime(new Date(result.startedAt))}.`,
  });
}

function describeSweep({ points, audio, configuration }: SweepResult, measuredCount: number): string {
  const failed = points.length - measuredCount;
  const failures = failed === 0 ? '' : ` ${formatCount(failed, 'point')} without figures.`;
  const amount = `${formatCount(audio.fileCount, 'file')}, ${formatClock(audio.audioSeconds)} of audio`;
  return `${formatCount(points.length, 'way')} to use the cores, on ${amount}; medians of ${describeRepetitions(configuration)}.${failures}`;
}

function describeRepetitions({ repetitions }: SweepConfiguration): string {
  if (repetitions !== undefined) return formatCount(repetitions, 'repetition');
  return `${formatCount(USUAL_REPETITIONS, 'repetition')}, one where another point is far better`;
}

function recommendation(point: MeasuredPoint | undefined): HtmlValue {
  if (point === undefined) return html`<p class="trouble"><strong>No point has figures.</strong></p>`;
  const { latencySeconds, realTimeFactor, peakRssBytes } = point.median;
  const { workers, threads, batchSize, allowSpinning } = point;
  const figures = tiles([
    { label: 'Recommended', figure: pointName(point), detail: 'workers × threads, batch size' },
    { label: 'Throughput', figure: `${throughputOf(point).toFixed(2)} ×`, detail: `RTF ${realTimeFactor.toFixed(4)}` },
    {
      label: 'Latency, p95',
      figure: `${latencySeconds.p95.toFixed(2)} s`,
      detail: `median ${latencySeconds.p50.toFixed(2)} s`,
    },
    { label: 'Peak memory', figure: formatBytes(peakRssBytes), detail: 'resident' },
  ]);
  const command = `whisper-batch run --workers ${String(workers)} --threads ${String(threads)} --batch-size ${String(batchSize)} --allow-spinning ${allowSpinning ? 'on' : 'off'}`;
  return html`${figures}
    <p>Run with it: <code>${command}</code></p>`;
}

function conditions(result: SweepResult): Html {
  const { configuration, coreBudget, audio } = result;
  return section(
    'Conditions',
    facts({
      Audio: `${formatCount(audio.fileCount, 'file')}, ${formatClock(audio.audioSeconds)}, in ${configuration.audioFolder}`,
      Language: configuration.language,
      Model: configuration.modelFolder ?? 'the default',
      Repetitions: `${describeRepetitions(configuration)}; ${formatCount(configuration.warmup, 'warm-up round')} in each`,
      'Core budget': formatCount(coreBudget, 'core'),
      Date: formatTime(new Date(result.startedAt)),
      ...describeMachineInWords(result.machine),
      ...(result.roofline === undefined ? {} : describeRoofline(result.roofline)),
    }),
  );
}

function describeRoofline(roofline: RooflineCalibration): Readonly<Record<string, string>> {
  const giga = (value: number): string => (value / 1e9).toFixed(1);
  const { cores, singleCoreFlopsPerSecond, allCoresFlopsPerSecond, singleCoreBytesPerSecond, allCoresBytesPerSecond } =
    roofline;
  return {
    'Roofline, arithmetic': `${giga(singleCoreFlopsPerSecond)} GFLOP/s on one core, ${giga(allCoresFlopsPerSecond)} on ${String(cores)}`,
    'Roofline, memory': `${giga(singleCoreBytesPerSecond)} GB/s on one core, ${giga(allCoresBytesPerSecond)} on ${String(cores)}`,
    'Roofline, measured': formatTime(new Date(roofline.measuredAt)),
  };
}
