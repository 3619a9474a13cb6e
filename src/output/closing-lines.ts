import type { RunReport } from '../metrics/run-report.ts';
import type { RunSummary, TokenLimitWindow } from '../metrics/summarize-run.ts';
import { isTranscribed } from '../metrics/summarize-run.ts';
import { sanitizeText, wrapText } from './display-text.ts';
import { formatClock, formatCount } from './quantities.ts';
import type { ResultPaths } from './results-files.ts';
import { configurationRecord } from './summary-record.ts';
import { alarm } from './tables.ts';
import type { TerminalStyle } from './tables.ts';

/** Warnings of one kind that are printed; the files hold them all. */
const MOST_WARNINGS = 10;

/** What a user should know before trusting the transcripts: warnings of files, and windows cut short. */
export function formatWarnings(report: RunReport, summary: RunSummary, style: TerminalStyle): string {
  const warnings = report.outcomes
    .filter(isTranscribed)
    .flatMap(({ source, warnings: texts }) => texts.map((text) => `warning: ${source.name}: ${text}`));
  const limits = summary.tokenLimitWindows.map((window) => describeLimit(window, report.configuration.maxNewTokens));
  return [...capWarnings(warnings), ...capWarnings(limits)]
    .flatMap((line) => wrapText(sanitizeText(line), style.columns))
    .join('\n');
}

/** What the last lines of a run are made of. */
export interface RunEnd {
  readonly report: RunReport;
  readonly summary: RunSummary;
  readonly paths: ResultPaths;
}

/** The last lines of a run: how it ended, its configuration, where the results lie, and the 95th percentile. */
export function formatClosingLines({ report, summary, paths }: RunEnd, style: TerminalStyle): string {
  const { p95 } = summary.latency;
  const end = describeEnd(report, summary);
  return [
    end === 'DONE' ? end : alarm(end, style),
    `Config used:\n${showJson(configurationRecord(report.configuration))}`,
    `Per-file CSV: ${paths.csv}`,
    `Per-file JSON: ${paths.json}`,
    `Summary JSON: ${paths.summaryJson}`,
    ...(paths.report === undefined ? [] : [`Report: ${paths.report}`]),
    ...(paths.transcripts === undefined ? [] : [`Transcripts: ${paths.transcripts}`]),
    ...(p95 === null ? [] : [`End-to-end p95(s): ${p95.toFixed(6)}`]),
  ].join('\n');
}

// JSON leaves these control characters as they are, and terminals obey some.
function showJson(value: unknown): string {
  const escape = (control: string) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value, null, 2).replace(/[\u007F-\u009F\u202A-\u202E\u2066-\u2069]/gu, escape);
}

function describeEnd({ wasCancelled }: RunReport, { failedCount, fileCount, transcribedCount }: RunSummary): string {
  if (wasCancelled) return `CANCELLED after ${formatCount(transcribedCount, 'file')}`;
  return failedCount === 0 ? 'DONE' : `DONE, but ${String(failedCount)} of ${formatCount(fileCount, 'file')} FAILED`;
}

function describeLimit({ file, startSeconds, endSeconds }: TokenLimitWindow, limit: number): string {
  const time = `${formatClock(startSeconds)}–${formatClock(endSeconds)}`;
  return `warning: ${file}: the text of ${time} may be cut short, it reached the limit of ${String(limit)} tokens`;
}

function capWarnings(lines: readonly string[]): string[] {
  const omitted = lines.length - MOST_WARNINGS;
  const more = omitted > 0 ? [`warning: ${formatCount(omitted, 'more warning')} of this kind in the result files`] : [];
  return [...lines.slice(0, MOST_WARNINGS), ...more];
}
