import type { EditCounts } from '../metrics/edit-counts.ts';
import { LEAST_RUN_WORDS, runsPerHundredJoins, SEAM_SECONDS, type SeamReport } from '../metrics/seam-errors.ts';
import { sanitizeText, wrapText } from './display-text.ts';
import { editCells, formatErrorRate } from './edit-cells.ts';
import { formatClock, formatCount, formatFigure } from './quantities.ts';
import { renderTable, type TableRow, type TerminalStyle } from './tables.ts';

/** Runs that are shown; the JSON file has them all. */
const MOST_RUNS = 10;

/** Errors near joins and elsewhere, and the runs of words told twice or lost. */
export function formatSeams(seams: SeamReport, style: TerminalStyle): string {
  const table = renderTable({
    head: ['Words', 'WER %', 'Hits', 'Sub.', 'Del.', 'Ins.'],
    rows: [seamRow(`within ${SEAM_SECONDS} s of a join`, seams.nearJoins), seamRow('elsewhere', seams.elsewhere)],
  });
  const omitted = seams.runs.length - MOST_RUNS;
  const lines = [
    describeRuns(seams),
    ...seams.runs.slice(0, MOST_RUNS).map(({ kind, file, seconds, isAtJoin, words }) => {
      return `${kind} at ${formatClock(seconds)} of ${file}${isAtJoin ? ', at a join' : ''}: ${words.join(' ')}`;
    }),
    ...(omitted > 0 ? [`${formatCount(omitted, 'more run')} in evaluation.json.`] : []),
  ];
  return [table, ...lines.flatMap((line) => wrapText(sanitizeText(line), style.columns))].join('\n');
}

function seamRow(label: string, counts: EditCounts): TableRow {
  return { kind: 'cells', cells: [label, formatErrorRate(counts), ...editCells(counts)] };
}

function describeRuns(seams: SeamReport): string {
  const describe = (kind: 'duplicated' | 'lost'): string => {
    const own = seams.runs.filter((run) => run.kind === kind);
    const atJoins = own.filter(({ isAtJoin }) => isAtJoin).length;
    const share = formatFigure(runsPerHundredJoins(seams, kind), 1);
    return `${kind}: ${atJoins} at joins (${share} per 100 joins), ${own.length - atJoins} elsewhere`;
  };
  const runs = `Runs of ${LEAST_RUN_WORDS} words or more`;
  return `${formatCount(seams.joinCount, 'join')}. ${runs} ${describe('duplicated')}; ${describe('lost')}.`;
}
