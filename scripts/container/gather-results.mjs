import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { figuresRecord } from './summary-table.mjs';
import { markdownTable, parseCsv, toCsv } from './text-tables.mjs';
import { writeWhole } from './write-whole.mjs';

/** A row with the same values here is replaced by a newer one. */
const KEY_COLUMNS = ['machine', 'engine', 'cores', 'memory_limit', 'audio', 'implementation', 'versions'];

const COLUMNS = [
  'machine',
  'engine',
  'cores',
  'memory_limit',
  'audio',
  'implementation',
  'versions',
  'status',
  'wall_s_median',
  'wall_s_min',
  'wall_s_max',
  'rtf',
  'throughput_audio_s_per_s',
  'latency_p95_s',
  'peak_memory_bytes',
  'memory_source',
  'cpu_s',
  'wer',
  'speed_up_over_faster_whisper_fp32',
  'repetitions',
  'warmup',
  'memory_limited_by',
  'kernel',
  'governor',
  'measured_on',
];

const MARKDOWN_COLUMNS = [
  ['Implementation', 'l', (row) => row.implementation],
  ['Status', 'l', (row) => row.status],
  ['Wall s', 'r', (row) => rounded(row.wall_s_median, 2)],
  ['RTF', 'r', (row) => rounded(row.rtf, 4)],
  ['Audio s / s', 'r', (row) => rounded(row.throughput_audio_s_per_s, 2)],
  ['p95 latency s', 'r', (row) => rounded(row.latency_p95_s, 2)],
  ['Peak MiB', 'r', (row) => rounded(row.peak_memory_bytes && String(Number(row.peak_memory_bytes) / 2 ** 20), 0)],
  ['CPU s', 'r', (row) => rounded(row.cpu_s, 1)],
  ['WER %', 'r', (row) => rounded(row.wer && String(Number(row.wer) * 100), 1)],
  ['Speed-up', 'r', (row) => speedUpText(row.speed_up_over_faster_whisper_fp32)],
  ['Versions', 'l', (row) => row.versions],
  ['Measured', 'l', (row) => row.measured_on],
];

/** Adds rows to RESULTS.csv, or replaces those of equal key, and writes RESULTS.md from all of them. */
export function gatherResults(folder, rows, conditions, machine) {
  const now = new Date();
  const csvPath = join(folder, 'RESULTS.csv');
  const before = existsSync(csvPath) ? parseCsv(readFileSync(csvPath, 'utf8')) : [];
  const measured = rows.filter((row) => row.hasRun).map((row) => resultRecord(row, conditions, machine, now));
  const all = [...withoutKeys(before, measured), ...measured].sort(inTableOrder);
  writeWhole(
    csvPath,
    toCsv(
      COLUMNS,
      all.map((record) => COLUMNS.map((name) => record[name] ?? '')),
    ),
  );
  writeWhole(join(folder, 'RESULTS.md'), resultsMarkdown(all));
}

function resultRecord(row, conditions, machine, now) {
  return {
    ...figuresRecord(row),
    machine: machine.key,
    engine: conditions.engine,
    memory_limit: conditions.memoryLimit,
    audio: row.fileCount === undefined ? '' : `${row.fileCount} files of ${row.audioSeconds.toFixed(1)} s`,
    warmup: String(conditions.warmup),
    memory_limited_by: conditions.memoryLimitedBy,
    kernel: machine.kernel,
    governor: machine.governor,
    measured_on: now.toISOString().slice(0, 10),
  };
}

/** A row without figures has no audio and no versions: it gives way to any newer row of its implementation. */
function withoutKeys(before, measured) {
  const replaced = new Set(
    measured.flatMap((record) => [keyOf(record), keyOf({ ...record, audio: '', versions: '' })]),
  );
  return before.filter((record) => !replaced.has(keyOf(record)));
}

function keyOf(record) {
  return JSON.stringify(KEY_COLUMNS.map((name) => record[name] ?? ''));
}

function groupOf({ machine, engine, cores, memory_limit: memory, kernel, governor, ...row }) {
  const limit =
    row.memory_limited_by === 'nothing' ? `${memory} of memory wanted but not enforced` : `${memory} of memory`;
  const means = engine === 'host' ? `no container (memory limited by ${row.memory_limited_by})` : engine;
  return { title: `${machine}: ${cores} of them, ${limit}`, means, kernel, governor };
}

function inTableOrder(a, b) {
  return (
    groupOf(a).title.localeCompare(groupOf(b).title, 'en', { numeric: true }) ||
    a.engine.localeCompare(b.engine, 'en') ||
    // Rows without figures have no audio; they stand last.
    b.audio.localeCompare(a.audio, 'en', { numeric: true }) ||
    Number(a.wall_s_median || Infinity) - Number(b.wall_s_median || Infinity) ||
    0
  );
}

function resultsMarkdown(records) {
  const sections = new Map();
  for (const record of records) {
    const { title } = groupOf(record);
    sections.set(title, [...(sections.get(title) ?? []), record]);
  }
  return [INTRODUCTION, ...[...sections].map(([title, rows]) => section(title, rows))].join('\n');
}

function section(title, rows) {
  const runs = new Map();
  for (const row of rows) {
    const line = conditionLine(row);
    runs.set(line, [...(runs.get(line) ?? []), row]);
  }
  return `## ${title}\n\n${[...runs].map(([line, part]) => `${line}\n\n${tableOf(part)}`).join('\n')}`;
}

function conditionLine(row) {
  const { means, kernel, governor } = groupOf(row);
  const audio = row.audio === '' ? 'no figures' : row.audio;
  return `${audio}; ${row.repetitions} × measured after warm-up ${row.warmup}; ${means}; ${kernel}, frequency governor ${governor}.`;
}

function tableOf(rows) {
  return markdownTable(
    MARKDOWN_COLUMNS.map(([title]) => title),
    rows.map((row) => MARKDOWN_COLUMNS.map(([, , text]) => text(row))),
    MARKDOWN_COLUMNS.map(([, alignment]) => alignment),
  );
}

function rounded(text, digits) {
  return text ? Number(text).toFixed(digits) : '';
}

function speedUpText(text) {
  return text ? `${Number(text).toFixed(2)} ×` : '';
}

const INTRODUCTION = `# Results

What \`run_container_4c4g_compare.sh\` has measured, by machine, cores and memory; it writes this file and RESULTS.csv, which has more columns. [docs/comparison.md](docs/comparison.md) says what the columns mean.
`;
