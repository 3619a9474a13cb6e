import { monotonicClock } from '../clock.ts';
import type { DecodedWindow } from '../decode/window-job.ts';
import { fromErrorRecord, WhisperBatchError, type ErrorRecord } from '../errors.ts';
import { createNativeWork, finishedCalls, forbidNativeWork } from '../graph/native-work.ts';
import { SAMPLE_RATE_HZ } from '../hyperparameters.ts';
import type { TranscribeTask, WorkerConfig, WorkerReply, WorkerTask } from './protocol.ts';
import { rememberAbandoned } from './stuck-threads.ts';
import { startThreadPool } from './thread-pool.ts';
import { SILENCE_LIMITS, Watchdog, type Pace, type SilenceLimits } from './watchdog.ts';
import type { WorkerModule } from './worker-module.ts';

/** A window to be decoded. */
export type WindowTask = Omit<TranscribeTask, 'kind'>;

/** One thread with its own model. After a failure other than `CANCELLED` it is to be closed and not used again. */
export interface TranscribingWorker {
  /** Seconds opening the model took; rejects with what went wrong. */
  readonly loadSeconds: Promise<number>;
  /**
   * Decodes one window, beside others that it holds; the samples are copied.
   *
   * @throws WhisperBatchError `WORKER_FAILED`, `WORKER_HUNG`, `CANCELLED`
   */
  transcribe(task: WindowTask): Promise<DecodedWindow>;
  /** Frees the model and ends the thread once it is idle; a thread that hangs is not waited for. */
  close(): Promise<void>;
}

/** What all workers of a pool share. */
export interface WorkerOptions {
  readonly module: WorkerModule;
  readonly config: Omit<WorkerConfig, 'nativeWork'>;
  readonly pace: Pace;
  readonly silenceLimits?: SilenceLimits;
  /** See {@link ThreadPoolOptions.heapLimitMib}. */
  readonly heapLimitMib?: number;
}

/** JavaScript in a worker needs some 20 MiB; what grows beyond this ends one worker and not the whole process. */
const HEAP_LIMIT_MIB = 512;
const LOOK_MS = 500;

/** Starts a worker, which opens the model at once. */
export function startTranscribingWorker(options: WorkerOptions): TranscribingWorker {
  const { module, config, pace, heapLimitMib = HEAP_LIMIT_MIB } = options;
  const nativeWork = createNativeWork();
  const thread = startThreadPool<WorkerTask, WorkerReply>({
    module,
    threads: 1,
    tasksPerThread: config.batchSize,
    workerData: { ...config, nativeWork } satisfies WorkerConfig,
    heapLimitMib,
  });
  const held = { tasks: 0, audioSeconds: 0 };
  let ending: Promise<void> | undefined;
  const endHung = (error: WhisperBatchError) => {
    clearInterval(timer);
    if (forbidNativeWork(nativeWork)) {
      ending = thread.terminate(error);
      return;
    }
    rememberAbandoned(nativeWork);
    thread.abandon(error);
    ending = Promise.resolve();
  };
  const timer = watch(options, () => ({ ...held, finishedCalls: finishedCalls(nativeWork) }), endHung);
  const run = async (task: WorkerTask, audioSeconds = 0): Promise<WorkerReply> => {
    held.tasks++;
    held.audioSeconds += audioSeconds;
    try {
      return await thread.run(task, task.kind === 'transcribe' ? [task.samples.buffer] : []);
    } finally {
      held.tasks--;
      held.audioSeconds -= audioSeconds;
    }
  };
  const loadSeconds = run({ kind: 'load' }).then(readLoadSeconds);
  loadSeconds.catch(() => undefined);
  return {
    loadSeconds,
    transcribe: async ({ samples, ...request }) => {
      // Copied, so that the window can be given to another worker if this one fails.
      const task = { kind: 'transcribe', ...request, samples: samples.slice() } as const;
      const window = readWindow(await run(task, samples.length / SAMPLE_RATE_HZ));
      pace.isKnown = true;
      return window;
    },
    close: async () => {
      // A worker that failed to load has nothing to release, and one that died cannot.
      await run({ kind: 'release' }).catch(() => undefined);
      clearInterval(timer);
      await (ending ??= thread.close());
    },
  };
}

interface Held {
  readonly tasks: number;
  readonly audioSeconds: number;
  readonly finishedCalls: number;
}

function watch(
  { config, pace, silenceLimits = SILENCE_LIMITS }: WorkerOptions,
  look: () => Held,
  onHung: (error: WhisperBatchError) => void,
): NodeJS.Timeout {
  const watchdog = new Watchdog(pace, silenceLimits);
  let lookedAt = monotonicClock();
  const timer = setInterval(() => {
    const elapsedSeconds = monotonicClock() - lookedAt;
    lookedAt += elapsedSeconds;
    const isCancelled = Atomics.load(config.cancelFlag, 0) !== 0;
    const held = look();
    const silentSeconds = watchdog.look({ ...held, elapsedSeconds, isCancelled, isBusy: held.tasks > 0 });
    if (silentSeconds !== undefined) onHung(isCancelled ? cancelled() : hung(silentSeconds, held));
  }, LOOK_MS);
  return timer.unref();
}

function readLoadSeconds(reply: WorkerReply): number {
  if (reply.kind === 'failed') throw fromErrorRecord(reply.error);
  return reply.kind === 'loaded' ? reply.loadSeconds : 0;
}

function readWindow(reply: WorkerReply): DecodedWindow {
  if (reply.kind === 'failed') throw notDecoded(reply.error);
  if (reply.kind !== 'transcribed') throw new TypeError(`Expected a transcribed window, found ${reply.kind}.`);
  return reply.window;
}

function notDecoded(error: ErrorRecord): WhisperBatchError {
  if (error.code !== 'INTERNAL') return fromErrorRecord(error);
  const remedy = 'Run again with fewer --workers or a smaller --batch-size; if it recurs, please report it.';
  return new WhisperBatchError('WORKER_FAILED', `A worker could not decode a window: ${error.message}`, remedy);
}

function hung(silentSeconds: number, { audioSeconds }: Held): WhisperBatchError {
  const holding = audioSeconds > 0 ? `while it held ${audioSeconds.toFixed(1)} s of audio` : 'while it had no audio';
  return new WhisperBatchError(
    'WORKER_HUNG',
    `A worker finished no step of its work for ${silentSeconds.toFixed(0)} s ${holding}.`,
    'Run again with fewer --workers or --threads; if it recurs, please report it.',
  );
}

function cancelled(): WhisperBatchError {
  return new WhisperBatchError('CANCELLED', 'Transcription was cancelled before this window was finished.', '');
}
