import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Figures that differ from one run to the next: times, and what follows from them. */
const MEASURED =
  /^(end_to_end_s|rtf|load_s|preprocess_s|model_only_s|decode_s|queue_s|breakdown_s|latency_end_to_end_s|rtf_end_to_end|wall_s|throughput_audio_s_per_s|model_load_s|warmup_s|cpu_s|peak_memory_bytes|memory_limit_bytes|taken_over|roofline)$/;
/** Columns of the CSV by their place: file, duration, three times, text, status, windows, words. */
const MEASURED_COLUMNS = [2, 3, 8, 9, 10, 11, 12];

/** Everything that a run left in its results folder, times apart, so that two runs can be compared byte by byte. */
export function comparable(out: string): Readonly<Record<string, unknown>> {
  const folder = join(out, 'benchmarks');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(txt|json|csv)$/.test(name),
  );
  return Object.fromEntries(names.sort().map((name) => [name, read(name, readFileSync(join(folder, name), 'utf8'))]));
}

function read(name: string, text: string): unknown {
  if (name.endsWith('.csv')) return text.split(/\r?\n/).map(withoutMeasuredColumns);
  return name.startsWith('inference_') ? withoutMeasured(JSON.parse(text)) : text;
}

function withoutMeasuredColumns(row: string): string {
  return row
    .split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    .map((cell, index) => (MEASURED_COLUMNS.includes(index) ? '' : cell))
    .join(',');
}

function withoutMeasured(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutMeasured);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => !MEASURED.test(key));
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutMeasured(item)]));
}
