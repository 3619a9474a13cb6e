import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeThrown, WhisperBatchError, type ErrorRecord } from '../errors.ts';
import { isRecord } from '../json-file.ts';
import { formatCount } from '../output/quantities.ts';
import { watchCgroupMemory } from './cgroup-memory.ts';
import { readLoad, readRunSummary, type MeasuredRun } from './read-run-summary.ts';
import { runProcess, type ProcessEnd, type ProgramStart } from './run-process.ts';
import type { SweepConfiguration } from './sweep-configuration.ts';
import type { GridPoint } from './sweep-result.ts';

/** What became of one run. */
export type RunOutcome =
  ({ readonly kind: 'measured' } & MeasuredRun) | { readonly kind: 'failed'; readonly error: ErrorRecord };

/** Makes one run of a point; rejects with `CANCELLED` once the signal is aborted. */
export type PointRunner = (point: GridPoint, signal: AbortSignal) => Promise<RunOutcome>;

/** What all runs of a sweep have in common. */
export interface RunnerOptions {
  /** Starts this program. */
  readonly program: ProgramStart;
  readonly configuration: SweepConfiguration;
  readonly coreBudget: number;
}

/** A runner that gives each run a process of its own, so that no run profits or suffers from the one before. */
export function createPointRunner(options: RunnerOptions): PointRunner {
  return async (point, signal) => {
    const folder = await makeFolder();
    try {
      const args = [...runArguments(point, options), '--out-dir', folder];
      const watch = watchCgroupMemory();
      const end = await runProcess(options.program, args, signal).finally(watch.stop);
      if (signal.aborted) throw new WhisperBatchError('CANCELLED', 'The sweep was stopped.', '');
      return await readOutcome({ ...end, cgroupPeakBytes: watch.stop() }, join(folder, 'benchmarks'), point);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

async function makeFolder(): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), 'whisper-batch-sweep-'));
  } catch (error) {
    const message = `Expected to make a folder in ${tmpdir()}, but ${describeThrown(error)}.`;
    const remedy = 'Set TMPDIR (Windows: TEMP) to a folder that exists and can be written.';
    throw new WhisperBatchError('ENVIRONMENT', message, remedy, { cause: error });
  }
}

/** The command line of one run, results folder apart. */
export function runArguments(
  point: GridPoint,
  { configuration, coreBudget }: Omit<RunnerOptions, 'program'>,
): string[] {
  const { audioFolder, modelFolder, language, warmup } = configuration;
  const settings = {
    '--audio-dir': audioFolder,
    '--language': language,
    ...(modelFolder === undefined ? {} : { '--model-dir': modelFolder }),
    '--workers': point.workers,
    '--threads': point.threads,
    '--batch-size': point.batchSize,
    '--allow-spinning': point.allowSpinning ? 'on' : 'off',
    '--cores': coreBudget,
    '--warmup': warmup,
  };
  // With "=" a value may begin with a dash.
  const options = Object.entries(settings).map(([name, value]) => `${name}=${String(value)}`);
  return ['run', ...options, '--no-profile', '--no-write-txt', '--quiet'];
}

interface RunEnd extends ProcessEnd {
  readonly cgroupPeakBytes: number | undefined;
}

async function readOutcome(end: RunEnd, results: string, point: GridPoint): Promise<RunOutcome> {
  if (end.exitCode !== 0) return { kind: 'failed', error: (await workerFailure(results)) ?? describeEnd(end) };
  const summary: unknown = JSON.parse(await readFile(join(results, 'inference_summary.json'), 'utf8'));
  const { workers, batchSize } = readLoad(summary);
  if (workers < point.workers || batchSize < point.batchSize) {
    return { kind: 'failed', error: withoutMemory(point, { workers, batchSize }) };
  }
  const measured = readRunSummary(summary, end.cgroupPeakBytes);
  if (measured !== undefined) return { kind: 'measured', ...measured };
  const message = 'Expected audio of some length in every run, found none.';
  return { kind: 'failed', error: { code: 'AUDIO_EMPTY', message, remedy: 'Give other audio with --audio-dir.' } };
}

function withoutMemory(wanted: Load, found: Load): ErrorRecord {
  const message = `Expected memory for ${describeLoad(wanted)}, found room for ${describeLoad(found)}.`;
  const remedy = 'Free memory or raise the limit of the container, or leave this point out.';
  return { code: 'ENVIRONMENT', message, remedy };
}

type Load = Pick<GridPoint, 'workers' | 'batchSize'>;

function describeLoad({ workers, batchSize }: Load): string {
  return `${formatCount(workers, 'worker')} with batches of ${String(batchSize)}`;
}

/** Where a worker died or hung, it is no fault of the audio. */
async function workerFailure(results: string): Promise<ErrorRecord | undefined> {
  const text = await readFile(join(results, 'inference_per_file.json'), 'utf8').catch(() => '[]');
  const records: unknown = JSON.parse(text);
  const errors = Array.isArray(records)
    ? records.map((record: unknown) => (isRecord(record) ? record['error'] : null))
    : [];
  return errors
    .filter(isRecord)
    .flatMap(({ code, message, remedy }) =>
      code === 'WORKER_FAILED' || code === 'WORKER_HUNG'
        ? [{ code, message: String(message), remedy: String(remedy) } as const]
        : [],
    )[0];
}

function describeEnd({ exitCode, signal, stderr }: ProcessEnd): ErrorRecord {
  if (exitCode === undefined) {
    const message = `Expected the run to end by itself, but ${signal ?? 'a signal'} ended it.`;
    const remedy = 'SIGKILL mostly means that memory ran out: try fewer workers or a smaller batch size.';
    return { code: 'WORKER_FAILED', message, remedy };
  }
  const { message, remedy } = readErrorLines(stderr);
  if (exitCode === 1) {
    const advice = 'Take files that cannot be read out of the folder, or give another one with --audio-dir.';
    return { code: 'AUDIO_INVALID', message: `Expected every file to be transcribed: ${message}`, remedy: advice };
  }
  return { code: exitCode === 2 ? 'USAGE' : 'ENVIRONMENT', message, remedy };
}

/** The first error among lines as the program prints them. */
function readErrorLines(stderr: string): Pick<ErrorRecord, 'message' | 'remedy'> {
  const message = /^error: (.*)$/m.exec(stderr)?.[1] ?? 'The run failed without saying why.';
  return { message, remedy: /^ *→ (.*)$/m.exec(stderr)?.[1] ?? '' };
}
