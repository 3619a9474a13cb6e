import { sanitizeText, shortenText, wrapText } from '../output/display-text.ts';
import { formatBytes, formatClock, formatCount, formatFigure } from '../output/quantities.ts';
import { alarm, renderTable, type TableRow, type TerminalStyle } from '../output/tables.ts';
import type { GridPoint, SweepPoint, SweepResult } from './sweep-result.ts';

const HEAD = ['Split', 'Batch', 'Spin', 'Speed', 'Range', 'p95 s', 'Memory', ''] as const;
/** Columns a failure may take, so that it does not widen the table. */
const FAILURE_COLUMNS = 48;

/** A row for each point, what the marks mean, and the split to use; at most 80 columns wide. */
export function formatSweepTable(result: SweepResult, style: TerminalStyle): string {
  const rows = result.points.map((point) => formatRow(point, style));
  const { fileCount, audioSeconds } = result.audio;
  const audio = `${formatCount(fileCount, 'file')}, ${formatClock(audioSeconds)} of audio`;
  const legend =
    'Split: workers × threads. ' +
    `Speed: audio-seconds per second, median of the runs, over ${audio}. p95: of latency. ` +
    '*: no other point is better in both. →: recommended.';
  return [
    renderTable({ head: HEAD, rows }),
    ...wrapText(legend, style.columns),
    ...wrapText(sanitizeText(describeRecommendation(result)), style.columns),
  ].join('\n');
}

/** A split in words. */
export function describeSplit({ workers, threads, batchSize, allowSpinning }: Omit<GridPoint, 'id'>): string {
  const spinning = threads === 1 ? '' : `, spinning ${allowSpinning ? 'on' : 'off'}`;
  return `${formatCount(workers, 'worker')} × ${formatCount(threads, 'thread')}, batches of ${String(batchSize)}${spinning}`;
}

function formatRow(point: SweepPoint, style: TerminalStyle): TableRow {
  const { median, spread, failure } = point;
  if (failure !== undefined || median === undefined || spread === undefined) {
    const reason = `FAILED ${failure?.code ?? ''}: ${sanitizeText(failure?.message ?? 'not measured')}`;
    return { kind: 'spanning', first: describeCores(point), rest: alarm(shortenFailure(point, reason), style) };
  }
  return {
    kind: 'cells',
    cells: [
      describeCores(point),
      String(point.batchSize),
      describeSpinning(point),
      formatFigure(median.throughputAudioSecondsPerSecond, 2),
      `${formatFigure(spread.min, 1)}–${formatFigure(spread.max, 1)}`,
      formatFigure(median.latencySeconds.p95, 2),
      formatBytes(median.peakRssBytes),
      `${point.isParetoBest ? '*' : ' '}${point.isRecommended ? '→' : ' '}`,
    ],
  };
}

function shortenFailure(point: GridPoint, reason: string): string {
  return shortenText(`batch ${String(point.batchSize)}, spin ${describeSpinning(point)}: ${reason}`, FAILURE_COLUMNS);
}

function describeCores({ workers, threads }: GridPoint): string {
  return `${String(workers)} × ${String(threads)}`;
}

// A single thread has nobody to wait for.
function describeSpinning({ threads, allowSpinning }: GridPoint): string {
  if (threads === 1) return '–';
  return allowSpinning ? 'on' : 'off';
}

function describeRecommendation({ points }: SweepResult): string {
  const best = points.find(({ isRecommended }) => isRecommended);
  if (best?.median === undefined) return 'No point could be measured, so none is recommended.';
  const spinning = best.threads === 1 ? '' : ` --allow-spinning ${best.allowSpinning ? 'on' : 'off'}`;
  const options = `--workers ${String(best.workers)} --threads ${String(best.threads)} --batch-size ${String(best.batchSize)}`;
  return `Recommended: ${describeSplit(best)} (${options}${spinning}).`;
}
