import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readReferences, wordErrorRate } from './word-errors.mjs';

const REFERENCE_NAME = 'faster-whisper-fp32';
/** How baselines end when their model or environment is missing; this program's may also be short of memory. */
const NOT_AVAILABLE = 3;

/** What run_container_4c4g_compare.sh noted down about a comparison. */
export function readConditions(runFolder) {
  const values = readAssignments(join(runFolder, 'conditions.txt'));
  const cpus = Object.entries(values).filter(([name]) => name.startsWith('cpus_'));
  return {
    state: values.state,
    engine: values.engine,
    engineVersion: values.engine_version,
    memoryLimit: values.memory_limit,
    memoryLimitedBy: values.memory_limited_by,
    sutName: values.sut_name,
    warmup: Number(values.warmup),
    repetitions: Number(values.repetitions),
    audioFolder: values.audio_dir,
    runTimeout: values.run_timeout,
    names: values.names.split(' '),
    /** Number of cores and which they are, in the order asked for. */
    coreSets: cpus.map(([name, list]) => ({ cores: Number(name.slice('cpus_'.length)), cpus: list })),
  };
}

/** One row for each implementation and number of cores, whatever became of it. */
export function readRows(runFolder, conditions) {
  const references = readReferences(conditions.audioFolder);
  return conditions.coreSets.flatMap(({ cores }) => {
    const rows = conditions.names.map((name) => readRow({ runFolder, cores, name, references }, conditions));
    return withSpeedUp(rows);
  });
}

function readRow({ runFolder, cores, name, references }, conditions) {
  const unavailable = readText(join(runFolder, 'unavailable', name));
  if (unavailable !== undefined) {
    return { name, cores, isOk: false, hasRun: false, status: `not available: ${unavailable.trim()}` };
  }
  const folder = join(runFolder, 'runs', String(cores), name);
  const runs = readRepetitions(folder, conditions.repetitions, name !== conditions.sutName);
  const { isOk, status } = statusOf(runs, conditions);
  const hasRun = runs.length > 0 && !runs.some((run) => run.isUnavailable);
  const finished = runs.filter((run) => run.isFinished);
  const figures = finished.length > 0 ? figuresOf(finished, references) : {};
  const peakMemoryBytes = hasRun ? highest(runs.map((run) => run.peakMemoryBytes)) : undefined;
  const memorySource = runs.find((run) => run.memorySource)?.memorySource;
  return { name, cores, isOk, hasRun, status, repetitions: finished.length, ...figures, peakMemoryBytes, memorySource };
}

function readRepetitions(folder, repetitions, isBaseline) {
  const folders = Array.from({ length: repetitions }, (_, index) => join(folder, String(index + 1)));
  return folders
    .filter((path) => existsSync(join(path, 'measurement.txt')))
    .map((path) => readRepetition(path, isBaseline));
}

function readRepetition(folder, isBaseline) {
  const measured = readAssignments(join(folder, 'measurement.txt'));
  const exitStatus = Number(measured.exit_status);
  const summary = readJson(join(folder, 'benchmarks', 'inference_summary.json'));
  const records = readJson(join(folder, 'benchmarks', 'inference_per_file.json'));
  return {
    exitStatus,
    isUnavailable: isBaseline && exitStatus === NOT_AVAILABLE,
    // Status 1 says that some files failed: there are figures, of the others.
    isFinished: (exitStatus === 0 || exitStatus === 1) && summary !== undefined && records !== undefined,
    wasKilledForMemory: exitStatus !== 0 && (measured.oom_killed === 'yes' || Number(measured.oom_kills) > 0),
    peakMemoryBytes: numberOf(measured.peak_memory_bytes),
    memorySource: measured.memory_source,
    cpuSeconds: numberOf(measured.cpu_seconds),
    summary,
    records,
    firstError: firstErrorIn(readText(join(folder, 'output.log')) ?? ''),
  };
}

function statusOf(runs, conditions) {
  const { repetitions } = conditions;
  const failed = runs.find((run) => run.exitStatus !== 0 || !run.isFinished);
  if (failed) return { isOk: false, status: failureOf(failed, conditions) };
  if (runs.length === 0) return { isOk: false, status: 'not run' };
  if (runs.length < repetitions) return { isOk: false, status: `${runs.length} of ${repetitions} repetitions` };
  return { isOk: true, status: 'ok' };
}

function failureOf(run, { memoryLimit, runTimeout }) {
  if (run.wasKilledForMemory) return `killed: more than ${memoryLimit} of memory`;
  if (run.exitStatus === 124) return `stopped after ${runTimeout} s`;
  if (run.isFinished) return `${run.summary.n_failed} of ${run.summary.n_files} files failed`;
  const start = run.isUnavailable ? 'not available' : `failed (exit status ${run.exitStatus})`;
  return run.firstError ? `${start}: ${run.firstError}` : start;
}

/** Medians over the repetitions, each a process of its own. */
function figuresOf(runs, references) {
  const walls = runs.map((run) => run.summary.totals.wall_s);
  const last = runs.at(-1);
  const audioSeconds = last.summary.totals.audio_s;
  const wallSeconds = median(walls);
  return {
    wallSeconds,
    fastestWallSeconds: Math.min(...walls),
    slowestWallSeconds: Math.max(...walls),
    // Where every file failed there was no audio.
    realTimeFactor: audioSeconds > 0 ? wallSeconds / audioSeconds : undefined,
    throughput: audioSeconds > 0 ? audioSeconds / wallSeconds : undefined,
    latencyP95Seconds: median(runs.map((run) => run.summary.latency_end_to_end_s.p95).filter(isNumber)),
    cpuSeconds: median(runs.map((run) => run.cpuSeconds).filter(isNumber)),
    wordErrorRate: wordErrorRate(last.records, references),
    audioSeconds,
    fileCount: last.summary.n_files,
    versions: versionsOf(last.summary),
    split: splitOf(last.summary.config_used),
  };
}

/** The versions that make a difference to the figures, the program's own first. */
function versionsOf({ program, machine }) {
  const { packages = {} } = machine;
  const pairs = machine.whisper_batch_version
    ? [
        ['whisper-batch', machine.whisper_batch_version],
        ['onnxruntime', machine.onnx_runtime_version],
        ['node', machine.node_version],
      ]
    : [...packagesOf(program ?? '').map((name) => [name, packages[name]]), ['python', machine.python_version]];
  return pairs
    .filter(([, version]) => version)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}

function splitOf({ workers, threads, batch_size: batchSize }) {
  return `${workers} × ${threads} ${threads === 1 ? 'thread' : 'threads'}, batches of ${batchSize}`;
}

function packagesOf(program) {
  if (program.startsWith('faster-whisper')) return ['faster-whisper', 'ctranslate2'];
  return program.includes('onnxruntime') ? ['transformers', 'onnxruntime'] : ['transformers', 'torch'];
}

/** Only rows that did all of the work are compared. */
function withSpeedUp(rows) {
  const reference = rows.find((row) => row.name === REFERENCE_NAME && row.isOk);
  return rows.map((row) =>
    reference && row.isOk ? { ...row, speedUp: reference.wallSeconds / row.wallSeconds } : row,
  );
}

function firstErrorIn(log) {
  const line = log.split('\n').find((text) => /^\s*(\S+: )?\w*error\b/i.test(text)) ?? log.trim().split('\n').at(-1);
  return line.trim().slice(0, 200);
}

function readAssignments(path) {
  const lines = readFileSync(path, 'utf8').split('\n');
  return Object.fromEntries(
    lines
      .filter((line) => line.includes('='))
      .map((line) => [line.split('=', 1)[0], line.slice(line.indexOf('=') + 1)]),
  );
}

function readJson(path) {
  const text = readText(path);
  return text === undefined ? undefined : JSON.parse(text);
}

function readText(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

function numberOf(text) {
  return text === undefined || text === '' ? undefined : Number(text);
}

function isNumber(value) {
  return typeof value === 'number';
}

function highest(values) {
  const numbers = values.filter(isNumber);
  return numbers.length === 0 ? undefined : Math.max(...numbers);
}

function median(values) {
  if (values.length === 0) return undefined;
  const ordered = values.toSorted((a, b) => a - b);
  const middle = (ordered.length - 1) / 2;
  return (ordered[Math.floor(middle)] + ordered[Math.ceil(middle)]) / 2;
}
