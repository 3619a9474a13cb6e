import { markdownTable, toCsv } from './text-tables.mjs';

const MARKDOWN_COLUMNS = [
  ['Implementation', 'l', (row) => row.name],
  ['Status', 'l', (row) => row.status],
  ['Wall s (range)', 'r', wallText],
  ['RTF', 'r', (row) => decimals(row.realTimeFactor, 4)],
  ['Audio s / s', 'r', (row) => decimals(row.throughput, 2)],
  ['p95 latency s', 'r', (row) => decimals(row.latencyP95Seconds, 2)],
  ['Peak memory MiB', 'r', (row) => decimals(mebibytes(row.peakMemoryBytes), 0)],
  ['CPU s', 'r', (row) => decimals(row.cpuSeconds, 1)],
  ['WER %', 'r', (row) => decimals(percent(row.wordErrorRate), 1)],
  ['Speed-up', 'r', (row) => (row.speedUp === undefined ? '' : `${row.speedUp.toFixed(2)} ×`)],
];

const CSV_COLUMNS = [
  ['implementation', (row) => row.name],
  ['cores', (row) => String(row.cores)],
  ['status', (row) => row.status],
  ['repetitions', (row) => String(row.repetitions ?? 0)],
  ['wall_s_median', (row) => decimals(row.wallSeconds, 4)],
  ['wall_s_min', (row) => decimals(row.fastestWallSeconds, 4)],
  ['wall_s_max', (row) => decimals(row.slowestWallSeconds, 4)],
  ['rtf', (row) => decimals(row.realTimeFactor, 6)],
  ['throughput_audio_s_per_s', (row) => decimals(row.throughput, 4)],
  ['latency_p95_s', (row) => decimals(row.latencyP95Seconds, 4)],
  ['peak_memory_bytes', (row) => decimals(row.peakMemoryBytes, 0)],
  ['memory_source', (row) => row.memorySource ?? ''],
  ['cpu_s', (row) => decimals(row.cpuSeconds, 3)],
  ['wer', (row) => decimals(row.wordErrorRate, 6)],
  ['speed_up_over_faster_whisper_fp32', (row) => decimals(row.speedUp, 4)],
  ['audio_s', (row) => decimals(row.audioSeconds, 3)],
  ['files', (row) => decimals(row.fileCount, 0)],
  ['versions', (row) => row.versions ?? ''],
];

/** The figures of a row as they stand in CSV files: column name → text. */
export function figuresRecord(row) {
  return Object.fromEntries(CSV_COLUMNS.map(([name, text]) => [name, text(row)]));
}

/** summary_table.csv. */
export function summaryCsv(rows) {
  return toCsv(
    CSV_COLUMNS.map(([name]) => name),
    rows.map((row) => CSV_COLUMNS.map(([, text]) => text(row))),
  );
}

/** summary_table.md: one table for each number of cores, and the conditions that the figures hold for. */
export function summaryMarkdown(rows, conditions, machine) {
  const tables = conditions.coreSets.map(({ cores, cpus }) => {
    const title = `## ${plural(cores, 'core')} (${cpus}), ${conditions.memoryLimit} of memory`;
    return `${title}\n\n${tableOf(rows.filter((row) => row.cores === cores))}`;
  });
  const interrupted =
    conditions.state === 'interrupted' ? ['The comparison was interrupted: figures are of what was finished.\n'] : [];
  const versions = rows.filter((row) => row.versions).map((row) => `- ${row.name}: ${row.versions}; ${row.split}`);
  const uniqueVersions = [...new Set(versions)].join('\n');
  return [
    '# Comparison\n',
    ...interrupted,
    ...tables,
    '## Conditions\n',
    `${conditionLines(rows, conditions, machine)}\n${uniqueVersions}\n`,
  ].join('\n');
}

function tableOf(rows) {
  return markdownTable(
    MARKDOWN_COLUMNS.map(([title]) => title),
    rows.map((row) => MARKDOWN_COLUMNS.map(([, , text]) => text(row))),
    MARKDOWN_COLUMNS.map(([, alignment]) => alignment),
  );
}

function conditionLines(rows, conditions, machine) {
  const { fileCount, audioSeconds } = rows.find((row) => row.fileCount !== undefined) ?? {};
  const audio = fileCount === undefined ? '' : `; ${plural(fileCount, 'file')}, ${audioSeconds.toFixed(1)} s of audio`;
  return [
    `- Machine: ${machine.key}; ${machine.kernel}; frequency governor ${machine.governor}`,
    `- Engine: ${conditions.engine} (${conditions.engineVersion}); memory limited by ${conditions.memoryLimitedBy}`,
    `- ${plural(conditions.repetitions, 'repetition')}, each a process of its own, in turns; warm-up ${conditions.warmup}${audio}`,
    '- Wall time, RTF and throughput: all files, without model load and warm-up; median (lowest to highest)',
    `- Peak memory: the highest of all repetitions, ${memoryMeaning(rows)}`,
    '- CPU: the whole process with load and warm-up, median',
    '- WER: lower-cased, without punctuation; speed-up: over the wall time of faster-whisper-fp32',
  ].join('\n');
}

function memoryMeaning(rows) {
  const sources = [...new Set(rows.map((row) => row.memorySource).filter(Boolean))];
  const meanings = {
    pss: 'PSS of the processes, sampled five times a second',
    'memory.current': 'the control group with the files it read, sampled five times a second',
  };
  return (
    sources.map((source) => meanings[source] ?? `the control group with the files it read (${source})`).join('; ') ||
    'not measured'
  );
}

function wallText({ wallSeconds, fastestWallSeconds, slowestWallSeconds }) {
  if (wallSeconds === undefined) return '';
  return `${wallSeconds.toFixed(2)} (${fastestWallSeconds.toFixed(2)}–${slowestWallSeconds.toFixed(2)})`;
}

function plural(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function decimals(value, digits) {
  return value === undefined ? '' : value.toFixed(digits);
}

function mebibytes(bytes) {
  return bytes === undefined ? undefined : bytes / 2 ** 20;
}

function percent(share) {
  return share === undefined ? undefined : share * 100;
}
