import type { RunReport } from '../metrics/run-report.ts';
import { writeFilesAtomically } from './atomic-write.ts';
import { formatCsv } from './csv.ts';
import type { CsvField } from './csv.ts';
import { fileRecord } from './file-record.ts';
import type { FileRecord } from './file-record.ts';
import { summaryRecord } from './summary-record.ts';

/** Where the figures of a run are written. */
export interface ResultPaths {
  readonly csv: string;
  readonly json: string;
  readonly summaryJson: string;
  /** The page of the run, when one was asked for. */
  readonly report?: string;
  /** Those of these files that somebody named. */
  readonly chosen?: readonly string[];
  /** The folder of the transcripts and their formats, when formats were asked for. */
  readonly transcripts?: string;
}

/** The CSV columns and what each holds; new ones go to the end, so that readers by position keep working. */
const COLUMNS: Readonly<Record<string, (record: FileRecord) => CsvField>> = {
  file: (record) => record.file,
  duration_s: (record) => fixed(record.duration_s, 3),
  end_to_end_s: (record) => fixed(record.end_to_end_s, 4),
  rtf: (record) => fixed(record.rtf, 6),
  text: (record) => record.text,
  status: (record) => record.status,
  windows: (record) => record.windows,
  words: (record) => record.words,
  load_s: (record) => fixed(record.load_s, 4),
  preprocess_s: (record) => fixed(record.preprocess_s, 4),
  model_only_s: (record) => fixed(record.model_only_s, 4),
  decode_s: (record) => fixed(record.decode_s, 4),
  queue_s: (record) => fixed(record.queue_s, 4),
  warnings: (record) => record.warnings.join('; '),
  error_code: (record) => record.error?.code ?? null,
  error: (record) => record.error?.message ?? null,
  wer: (record) => fixed(record.wer, 6),
  cer: (record) => fixed(record.cer, 6),
  language: (record) => record.language,
  language_probability: (record) => fixed(record.language_probability, 4),
  skipped_s: (record) => fixed(record.skipped_s, 3),
};

/**
 * Writes the per-file CSV and JSON and the summary of a run, all three or none.
 *
 * @throws WhisperBatchError `OUTPUT_FAILED`
 */
export async function writeResults(report: RunReport, paths: ResultPaths): Promise<void> {
  const records = report.outcomes.map(fileRecord);
  const files = [
    { path: paths.csv, text: formatResultsCsv(records) },
    { path: paths.json, text: formatJson(records) },
    { path: paths.summaryJson, text: formatJson(summaryRecord(report)) },
  ];
  await writeFilesAtomically(files.map((file) => ({ ...file, isChosen: isChosen(paths, file.path) })));
}

/** Whether somebody named a file; a link that stands there is theirs then. */
export function isChosen({ chosen = [] }: Pick<ResultPaths, 'chosen'>, path: string): boolean {
  return chosen.includes(path);
}

/** The per-file CSV with its header. */
export function formatResultsCsv(records: readonly FileRecord[]): string {
  const columns = Object.values(COLUMNS);
  const rows = records.map((record) => columns.map((column) => column(record)));
  return formatCsv(Object.keys(COLUMNS), rows);
}

/** Indented JSON with a newline at its end. */
export function formatJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function fixed(value: number | null, digits: number): string | null {
  return value === null ? null : value.toFixed(digits);
}
