import type { Resource } from '../metrics/roofline.ts';
import { html, type Html, type HtmlValue } from '../output/html.ts';
import { formatBytes } from '../output/quantities.ts';
import { htmlTable, type HtmlRow } from '../output/report-page.ts';
import { measuredPoints, pointName, throughputOf, type MeasuredPoint } from './point-name.ts';
import type { PointFigures, SweepPoint, SweepResult } from './sweep-result.ts';

const POINT_COLUMNS = [
  'Point',
  'Throughput',
  'Min – max',
  'RTF',
  'p50 s',
  'p90 s',
  'p95 s',
  'Max s',
  'CPU s / audio s',
  'Resident',
  'Control group',
  'Model load s',
  'Wall s',
  'Runs',
];

/** Every point, the fastest first, then those without figures, which say why. */
export function pointTable({ points }: SweepResult): Html {
  const measured = measuredPoints(points);
  const failed = points.filter(({ median }) => median === undefined);
  return htmlTable({
    caption: 'Medians over the runs; throughput in audio-seconds per second. ★ recommended, ● on the Pareto line',
    columns: POINT_COLUMNS,
    rows: [...measured.map(measuredRow), ...failed.map(failedRow)],
  });
}

/** Where each measured point spent its time. */
export function stageTable(measured: readonly MeasuredPoint[]): Html {
  const columns = ['Point', 'Preprocessing', 'Encoder', 'Decoder', 'To text', 'Queue'];
  const hasShares = measured.some(({ median }) => median.boundShare !== undefined);
  return htmlTable({
    caption: 'Stages in seconds, summed over files; windows run side by side',
    columns: [...columns, ...(hasShares ? ['Roofline: encoder', 'Roofline: decoder', 'Roofline: run'] : [])],
    rows: measured.map((point) => {
      const { preprocess, encode, decoder, detokenize, queue } = point.median.stageSeconds;
      const stages = [preprocess, encode, decoder, detokenize, queue].map((seconds) => seconds.toFixed(2));
      return { ...headOf(point), cells: [...stages, ...(hasShares ? shareCells(point.median) : [])] };
    }),
  });
}

function headOf(point: SweepPoint): Pick<HtmlRow, 'head' | 'isMarked'> {
  const mark = point.isParetoBest ? '● ' : '';
  const name = `${point.isRecommended ? '★ ' : mark}${pointName(point)}`;
  return { head: html`<span title="${point.id}">${name}</span>`, isMarked: point.isRecommended };
}

function measuredRow(point: MeasuredPoint): HtmlRow {
  const { median, spread, repetitions } = point;
  const { p50, p90, p95, max } = median.latencySeconds;
  const cells: HtmlValue[] = [
    throughputOf(point).toFixed(2),
    spread === undefined ? '–' : `${spread.min.toFixed(2)} – ${spread.max.toFixed(2)}`,
    median.realTimeFactor.toFixed(4),
    ...[p50, p90, p95, max, median.cpuSecondsPerAudioSecond].map((value) => value.toFixed(3)),
    formatBytes(median.peakRssBytes),
    median.cgroupPeakBytes === undefined ? '–' : formatBytes(median.cgroupPeakBytes),
    median.modelLoadSeconds.toFixed(2),
    median.wallSeconds.toFixed(2),
    repetitions.length,
  ];
  return { ...headOf(point), cells };
}

function failedRow(point: SweepPoint): HtmlRow {
  const { code, message } = point.failure ?? { code: 'NOT MEASURED', message: 'the sweep ended before its turn.' };
  return { ...headOf(point), cells: [], spanning: `FAILED ${code}: ${message}` };
}

function shareCells({ boundShare }: PointFigures): HtmlValue[] {
  if (boundShare === undefined) return ['–', '–', '–'];
  const { encoder, decoder, total, encoderBoundBy, decoderBoundBy, boundBy } = boundShare;
  const cell = (share: number, resource: Resource): string => `${(100 * share).toFixed(1)} % of ${resource}`;
  return [cell(encoder, encoderBoundBy), cell(decoder, decoderBoundBy), cell(total, boundBy)];
}
