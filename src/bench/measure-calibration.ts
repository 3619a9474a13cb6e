import { fromErrorRecord } from '../errors.ts';
import { lastLevelCache, type LastLevelCache } from '../graph/last-level-cache.ts';
import { onnxRuntimeVersion } from '../graph/onnx-session.ts';
import { buildProbe, PROBE_HEAD_BYTES, type Probe } from '../graph/probe-graphs.ts';
import type { Resource, RooflineCalibration } from '../metrics/roofline.ts';
import { percentile, sortSamples } from '../metrics/statistics.ts';
import type { ProbeReply, ProbeTask } from '../pool/protocol.ts';
import { startThreadPool, type ThreadPool } from '../pool/thread-pool.ts';
import { workerModule } from '../pool/worker-module.ts';

/** A calibration with what it was measured on, and every figure that went into it. */
export interface Calibration extends RooflineCalibration {
  readonly cpuModel: string;
  readonly onnxRuntimeVersion: string;
  readonly measurements: readonly ProbeMeasurement[];
}

/** How fast one probe ran, in operations or bytes per second of all its cores together. */
export interface ProbeMeasurement {
  readonly name: string;
  readonly resource: Resource;
  /** Threads that ran it at the same time, each with a session of its own. */
  readonly cores: number;
  readonly bestPerSecond: number;
  readonly medianPerSecond: number;
  readonly worstPerSecond: number;
}

/** How much is measured; what is absent is what `calibrate` takes. */
export interface CalibrationOptions {
  readonly cores: number;
  readonly cpuModel: string;
  readonly onPhase?: (phase: string) => void;
  readonly probes?: readonly NamedProbe[];
  readonly rounds?: number;
  readonly roundSeconds?: number;
}

/** A probe for so many cores. */
export interface NamedProbe {
  readonly name: string;
  readonly make: (cores: number, cache: LastLevelCache) => Probe;
}

const ROUNDS = 6;
const ROUND_SECONDS = 0.08;
/** What all cores read together, in multiples of their last-level caches. */
const CACHE_MULTIPLE = 4;
/** Products of the encoder (a whole window, and a part that stays in a core's cache), and passes of the decoder. */
const PROBES: readonly NamedProbe[] = [
  products('attention products, 1500 rows', 1500, [512, 512, 512, 512]),
  products('attention products, 192 rows', 192, [512, 512, 512, 512]),
  products('feed-forward products, 192 rows', 192, [512, 2048, 512]),
  pass('keys of the audio', 'keys'),
  pass('values of the audio', 'values'),
  pass('largest value', 'maximum'),
];

/**
 * Measures how fast ONNX Runtime multiplies matrices and reads memory here, on one core and on all cores of the budget;
 * the best round of the best probe is what the machine can do.
 *
 * @throws WhisperBatchError `WORKER_FAILED`; what a thread met
 */
export async function measureCalibration(options: CalibrationOptions): Promise<Calibration> {
  const { cores, cpuModel } = options;
  const measurements: ProbeMeasurement[] = [];
  for (const threads of new Set([1, cores])) measurements.push(...(await measureThreads(threads, options)));
  const best = (resource: Resource, threads: number): number =>
    Math.max(
      ...measurements
        .filter((measured) => measured.resource === resource && measured.cores === threads)
        .map(({ bestPerSecond }) => bestPerSecond),
    );
  return {
    singleCoreFlopsPerSecond: best('compute', 1),
    allCoresFlopsPerSecond: best('compute', cores),
    singleCoreBytesPerSecond: best('bandwidth', 1),
    allCoresBytesPerSecond: best('bandwidth', cores),
    cores,
    cpuModel,
    onnxRuntimeVersion: onnxRuntimeVersion(),
    measuredAt: new Date().toISOString(),
    measurements,
  };
}

async function measureThreads(threads: number, options: CalibrationOptions): Promise<ProbeMeasurement[]> {
  const { probes = PROBES, onPhase = () => undefined } = options;
  const pool = startThreadPool<ProbeTask, ProbeReply>({ module: workerModule('probe'), threads, tasksPerThread: 1 });
  const cache = lastLevelCache();
  const measurements: ProbeMeasurement[] = [];
  try {
    for (const { name, make } of probes) {
      onPhase(`measuring ${threads === 1 ? 'one core' : `${String(threads)} cores`}: ${name}`);
      const probe = make(threads, cache);
      const rates = await measureProbe({ pool, threads }, probe, options);
      measurements.push({ name, resource: probe.kind, cores: threads, ...spread(rates) });
    }
    await runInEach({ pool, threads }, { kind: 'release' });
    return measurements;
  } finally {
    await pool.close();
  }
}

interface Threads {
  readonly pool: ThreadPool<ProbeTask, ProbeReply>;
  readonly threads: number;
}

// Work of all threads over the time from the first start to the last end: what they do together, not each alone.
async function measureProbe(
  threads: Threads,
  probe: Probe,
  { rounds = ROUNDS, roundSeconds = ROUND_SECONDS }: CalibrationOptions,
): Promise<number[]> {
  const onceSeconds = secondsOf(await runInEach(threads, { kind: 'open', probe }));
  const repetitions = Math.max(1, Math.round(roundSeconds / onceSeconds));
  const work = buildProbe(probe).work * repetitions * threads.threads;
  const rates: number[] = [];
  for (let round = 0; round < rounds; round++) {
    rates.push(work / secondsOf(await runInEach(threads, { kind: 'run', repetitions })));
  }
  return rates;
}

// An idle pool gives each of several tasks that are posted at once to another thread.
async function runInEach({ pool, threads }: Threads, task: ProbeTask): Promise<ProbeReply[]> {
  const replies = Array.from({ length: threads }, () => pool.run(task));
  // All are waited for, also when one fails: then the pool is idle again.
  await Promise.allSettled(replies);
  const answers = await Promise.all(replies);
  for (const answer of answers) if (answer.kind === 'failed') throw fromErrorRecord(answer.error);
  return answers;
}

function secondsOf(replies: readonly ProbeReply[]): number {
  const runs = replies.filter((reply) => reply.kind === 'ran');
  const starts = runs.map(({ startedAt }) => startedAt);
  const ends = runs.map(({ endedAt }) => endedAt);
  const first = starts.reduce((least, time) => (time < least ? time : least));
  const last = ends.reduce((greatest, time) => (time > greatest ? time : greatest));
  return Number(last - first) / 1e9;
}

function spread(
  rates: readonly number[],
): Pick<ProbeMeasurement, 'bestPerSecond' | 'medianPerSecond' | 'worstPerSecond'> {
  const samples = sortSamples(rates);
  const at = (fraction: number): number => percentile(samples, fraction) ?? 0;
  return { bestPerSecond: at(1), medianPerSecond: at(0.5), worstPerSecond: at(0) };
}

function products(name: string, rows: number, widths: readonly number[]): NamedProbe {
  return { name, make: () => ({ kind: 'compute', rows, widths }) };
}

// Cores that share a cache read their parts of one whole; a core with a cache of its own reads the whole alone.
function pass(name: string, operation: 'keys' | 'values' | 'maximum'): NamedProbe {
  const headsFor = (cores: number, { bytes, sharedBy }: LastLevelCache): number =>
    Math.ceil((CACHE_MULTIPLE * bytes) / Math.min(cores, sharedBy) / PROBE_HEAD_BYTES);
  return {
    name,
    make: (cores, cache) => ({ kind: 'bandwidth', operation, heads: headsFor(cores, cache) }),
  };
}
