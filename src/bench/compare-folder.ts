import { readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { describeThrown, WhisperBatchError } from '../errors.ts';
import { isRecord } from '../json-file.ts';

/** One file as a program reported it. */
export interface ReportedFile {
  readonly file: string;
  readonly durationSeconds: number;
  readonly latencySeconds: number;
  readonly text: string;
  /** Whisper's code of the language it was taken to be in, where that is told file by file. */
  readonly language?: string;
}

/** What one program left behind; figures it did not tell are `null`. */
export interface ResultFolder {
  readonly name: string;
  readonly path: string;
  /** The transcribed files by name. */
  readonly files: ReadonlyMap<string, ReportedFile>;
  readonly failedFiles: readonly string[];
  readonly wallSeconds: number | null;
  readonly peakMemoryBytes: number | null;
  readonly cpuModel: string | null;
  /** The language that was asked for, as a Whisper code or "auto". */
  readonly language: string | null;
  /** What the texts are. */
  readonly task: 'transcribe' | 'translate';
  /** The settings that a speed depends on, as one line. */
  readonly settings: string;
}

/**
 * Reads `benchmarks/inference_per_file.json` and `inference_summary.json` of a folder given as `DIR` or `NAME=DIR`.
 *
 * @throws WhisperBatchError `USAGE` when there is no such folder or file, `RESULTS_DAMAGED` for one that holds
 * something else
 */
export function readResultFolder(argument: string): ResultFolder {
  const { name, path } = splitArgument(argument);
  const perFilePath = join(path, 'benchmarks', 'inference_per_file.json');
  const summaryPath = join(path, 'benchmarks', 'inference_summary.json');
  const records = readJson(perFilePath, Array.isArray, 'a list of files').map((record) =>
    checkRecord(record, perFilePath),
  );
  const summary = readJson(summaryPath, isRecord, 'an object');
  const totals = recordAt(summary, 'totals');
  requireEachFileOnce(records, perFilePath);
  const transcribed = records.filter((record) => 'text' in record);
  return {
    name,
    path,
    files: new Map(transcribed.map((record) => [record.file, record])),
    failedFiles: records.filter((record) => !('text' in record)).map(({ file }) => file),
    // The rest of a run says nothing about the speed of the whole.
    wallSeconds: takesOver(totals) ? null : positive(totals['wall_s']),
    peakMemoryBytes: positive(totals['peak_memory_bytes']),
    cpuModel: textOrNull(recordAt(summary, 'machine')['cpu_model']),
    language: textOrNull(summary['language']),
    task: summary['task'] === 'translate' ? 'translate' : 'transcribe',
    settings: describeSettings(recordAt(summary, 'config_used')),
  };
}

function takesOver(totals: Readonly<Record<string, unknown>>): boolean {
  return positive(recordAt(totals, 'taken_over')['windows']) !== null;
}

function splitArgument(argument: string): { name: string; path: string } {
  const [, name, path] = /^([^=/\\]+)=(.+)$/u.exec(argument) ?? [];
  // A folder that exists under the whole text is meant, even with a `=` in its name.
  if (name === undefined || path === undefined || isFolder(argument)) {
    return { name: basename(resolve(argument)), path: argument };
  }
  return { name, path };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function readJson<Value>(path: string, isExpected: (value: unknown) => value is Value, expected: string): Value {
  const text = readText(path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged(path, `expected JSON, found a syntax error (${describeThrown(error)})`);
  }
  if (!isExpected(value)) throw damaged(path, `expected ${expected}, found another value`);
  return value;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const message = `Expected the results of a run in ${path}, but reading it failed: ${describeThrown(error)}.`;
    const remedy = 'Give the folder that was the --out-dir of a run; it holds a folder "benchmarks".';
    throw new WhisperBatchError('USAGE', message, remedy, { cause: error });
  }
}

function checkRecord(value: unknown, path: string): ReportedFile | { readonly file: string } {
  const record = isRecord(value) ? value : {};
  const { file, status, text, language, duration_s: duration, end_to_end_s: latency } = record;
  if (typeof file !== 'string') throw damaged(path, 'expected a `file` in every record, found none');
  // Results of older programs have no status.
  if (status === 'failed') return { file };
  if (typeof text !== 'string' || !isSeconds(duration) || !isSeconds(latency)) {
    throw damaged(path, `expected \`duration_s\`, \`end_to_end_s\` and \`text\` of "${file}", found them incomplete`);
  }
  return {
    file,
    durationSeconds: duration,
    latencySeconds: latency,
    text,
    ...(typeof language === 'string' ? { language } : {}),
  };
}

/** Zero or more; JSON can hold numbers that overflow to infinity. */
function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function requireEachFileOnce(records: readonly { readonly file: string }[], path: string): void {
  const seen = new Set<string>();
  for (const { file } of records) {
    if (seen.has(file)) throw damaged(path, `expected one record of "${file}", found more`);
    seen.add(file);
  }
}

function recordAt(record: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  const value = record[key];
  return isRecord(value) ? value : {};
}

function positive(value: unknown): number | null {
  return isSeconds(value) && value > 0 ? value : null;
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function describeSettings(config: Readonly<Record<string, unknown>>): string {
  const { workers, threads, batch_size: batchSize, precision } = config;
  const parts = [
    ...(typeof workers === 'number' && typeof threads === 'number' ? [`${workers} × ${threads} threads`] : []),
    ...(typeof batchSize === 'number' ? [`batches of ${batchSize}`] : []),
    ...(typeof precision === 'string' ? [precision] : []),
  ];
  return parts.join(', ') || 'settings not told';
}

function damaged(path: string, what: string): WhisperBatchError {
  return new WhisperBatchError('RESULTS_DAMAGED', `${path}: ${what}.`, 'Run the program again to write it anew.');
}
