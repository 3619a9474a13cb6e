import type { FileOutcome, TranscribedFile } from '../metrics/outcome.ts';
import { fileRealTimeFactor, isFailed, isTakenOver, isTranscribed } from '../metrics/summarize-run.ts';
import { countWords } from '../stitch/words.ts';
import { displayWidth, sanitizeText, shortenText, wrapText } from './display-text.ts';
import { formatClock, formatCount, formatFigure } from './quantities.ts';
import { alarm, renderTable, tableFrameWidth } from './tables.ts';
import type { TableRow, TerminalStyle } from './tables.ts';

/** Rows beyond this are left out: nobody reads them, and the CSV file has them all. */
const MOST_ROWS = 40;
/** Failed files that get a row and a line of their own. */
const MOST_FAILURES = 20;
const HEAD = ['File', 'Audio', 'Latency s', 'RTF', 'Words'] as const;
/** Columns kept for the four figures: a day of audio, an hour of latency, a million words. */
const FIGURE_COLUMNS = 8 + 9 + 7 + 7;
/** One column more where languages were detected, `haw 0.98`, and there is room for it. */
const LANGUAGE_HEAD = 'Language';
const LEAST_COLUMNS_FOR_LANGUAGE = 72;

/**
 * A row for each file, and below the table what went wrong with the failed ones.
 *
 * Of more than 40 files it shows the failed ones and the slowest, in input order, and says how many it left out.
 */
export function formatPerFileTable(outcomes: readonly FileOutcome[], style: TerminalStyle): string {
  const shown = selectOutcomes(outcomes);
  const layout = layOut(outcomes, style);
  const rows = shown.map((outcome) => formatRow(outcome, layout, style));
  const table = renderTable({ head: layout.head, rows });
  const notes = [...describeOmitted(outcomes.length, shown), ...describeTakenOver(shown)];
  return [table, ...notes, ...describeFailures(outcomes, style)].join('\n');
}

interface TableLayout {
  readonly head: readonly string[];
  readonly fileColumns: number;
  /** All columns but the first together, without the frame. */
  readonly figureColumns: number;
}

function layOut(outcomes: readonly FileOutcome[], style: TerminalStyle): TableLayout {
  const isDetected = outcomes.some((outcome) => isTranscribed(outcome) && describeLanguage(outcome) !== '');
  const isShown = isDetected && style.columns >= LEAST_COLUMNS_FOR_LANGUAGE;
  const head = isShown ? [...HEAD, LANGUAGE_HEAD] : HEAD;
  const figureColumns = FIGURE_COLUMNS + (isShown ? LANGUAGE_HEAD.length : 0);
  const fileColumns = Math.max(12, style.columns - tableFrameWidth(head.length) - figureColumns);
  return { head, fileColumns, figureColumns };
}

function describeLanguage({ transcript: { language } }: TranscribedFile): string {
  return language?.probability === undefined ? '' : `${language.code} ${language.probability.toFixed(2)}`;
}

function selectOutcomes(outcomes: readonly FileOutcome[]): readonly FileOutcome[] {
  if (outcomes.length <= MOST_ROWS) return outcomes;
  const failed = outcomes.filter(isFailed).slice(0, MOST_FAILURES);
  const slowest = outcomes
    .filter(isTranscribed)
    .toSorted((left, right) => right.timings.endToEndSeconds - left.timings.endToEndSeconds)
    .slice(0, MOST_ROWS - failed.length);
  const selected = new Set<FileOutcome>([...failed, ...slowest]);
  return outcomes.filter((outcome) => selected.has(outcome));
}

function formatRow(outcome: FileOutcome, layout: TableLayout, style: TerminalStyle): TableRow {
  const first = shortenText(sanitizeText(outcome.source.name), layout.fileColumns);
  if (outcome.kind === 'failed') {
    const reason = `FAILED ${outcome.error.code}: ${sanitizeText(outcome.error.message)}`;
    // As narrow as the head of the figures, so that a failure does not widen the table.
    return {
      kind: 'spanning',
      first: alarm(first, style),
      rest: alarm(shortenText(reason, spanColumns(layout)), style),
    };
  }
  const { durationSeconds, timings, transcript } = outcome;
  const latency = formatFigure(timings.endToEndSeconds, 3);
  const factor = formatFigure(fileRealTimeFactor(outcome), 4);
  const words = String(countWords(transcript.text));
  const cells = [first, formatClock(durationSeconds), latency, factor, words, describeLanguage(outcome)];
  return { kind: 'cells', cells: cells.slice(0, layout.head.length) };
}

function spanColumns({ head, figureColumns }: TableLayout): number {
  return figureColumns + 3 * (head.length - 2);
}

function describeOmitted(total: number, shown: readonly FileOutcome[]): string[] {
  if (shown.length === total) return [];
  const failed = shown.filter(isFailed).length;
  const what = [
    ...(failed > 0 ? [formatCount(failed, 'failed file')] : []),
    `the ${formatCount(shown.length - failed, 'slowest file')}`,
  ];
  return [`Shown: ${what.join(' and ')}; ${formatCount(total - shown.length, 'more file')} in the per-file CSV.`];
}

// Their figures would be taken for those of this run.
function describeTakenOver(shown: readonly FileOutcome[]): string[] {
  const transcribed = shown.filter(isTranscribed);
  const earlier = transcribed.filter(isTakenOver).length;
  if (earlier === 0) return [];
  const which =
    earlier === transcribed.length ? 'Latency and RTF' : `Latency and RTF of ${formatCount(earlier, 'file')}`;
  return [`${which} were measured by the earlier run that transcribed them.`];
}

function describeFailures(outcomes: readonly FileOutcome[], style: TerminalStyle): string[] {
  const failed = outcomes.filter(isFailed);
  const lines = failed.slice(0, MOST_FAILURES).flatMap(({ source, error }) => {
    const name = shortenText(sanitizeText(source.name), style.columns - displayWidth('FAILED '));
    const details = [`${error.code}: ${error.message}`, ...(error.remedy === '' ? [] : [`→ ${error.remedy}`])];
    const wrapped = details.flatMap((detail) => wrapText(sanitizeText(detail), style.columns - 2));
    return [alarm(`FAILED ${name}`, style), ...wrapped.map((line) => `  ${line}`)];
  });
  const omitted = failed.length - MOST_FAILURES;
  return omitted > 0 ? [...lines, alarm(`FAILED ${formatCount(omitted, 'more file')}`, style)] : lines;
}
