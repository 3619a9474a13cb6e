import { summarizeRun } from '../metrics/summarize-run.ts';
import type { FileOutcome } from '../metrics/outcome.ts';
import type { RunReport } from '../metrics/run-report.ts';
import { formatClosingLines, formatWarnings } from '../output/closing-lines.ts';
import { sanitizeText } from '../output/display-text.ts';
import { formatJsonDocument } from '../output/json-document.ts';
import { formatPerFileTable } from '../output/per-file-table.ts';
import type { ResultPaths } from '../output/results-files.ts';
import { formatSummaryTable } from '../output/summary-table.ts';
import { terminalStyle } from '../output/tables.ts';
import { formatError } from './format-error.ts';

/** What of a report is printed. */
export interface PrintFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Prints what a run produced on stdout: tables, or one JSON document; when quiet, no tables. */
export function printReport(report: RunReport, paths: ResultPaths, { json, quiet }: PrintFlags): void {
  const summary = summarizeRun(report);
  const style = terminalStyle(process.stdout, process.env);
  if (json) process.stdout.write(formatJsonDocument(report));
  else if (!quiet) {
    const tables = [formatPerFileTable(report.outcomes, style), formatSummaryTable(report, summary, style)];
    process.stdout.write(`${[...tables, formatClosingLines({ report, summary, paths }, style)].join('\n')}\n`);
  }
}

/** Prints what a user should know of the files of a run, on stderr: warnings, or failures only when quiet. */
export function printWarnings(report: RunReport, { quiet }: PrintFlags): void {
  if (quiet) {
    process.stderr.write(formatFailures(report.outcomes));
    return;
  }
  const warnings = formatWarnings(report, summarizeRun(report), terminalStyle(process.stderr, process.env));
  if (warnings !== '') process.stderr.write(`${warnings}\n`);
}

// Progress, which names failures as they come, is off when quiet.
function formatFailures(outcomes: readonly FileOutcome[]): string {
  const failed = outcomes.filter((outcome) => outcome.kind === 'failed');
  return failed
    .map(({ source, error: { message, remedy } }) =>
      formatError({ message: `${sanitizeText(source.name)}: ${message}`, remedy }, process.stderr),
    )
    .join('');
}
