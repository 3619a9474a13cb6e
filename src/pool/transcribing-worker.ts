import type { DecodedWindow } from '../decode/window-job.ts';
import { fromErrorRecord, WhisperBatchError, type ErrorRecord } from '../errors.ts';
import { SAMPLE_RATE_HZ } from '../hyperparameters.ts';
import type { TranscribeTask, WorkerConfig, WorkerReply, WorkerTask } from './protocol.ts';
import type { Pace } from './watchdog.ts';
import { startWatchedThread, type ThreadModule } from './watched-thread.ts';

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
export interface WorkerOptions extends ThreadModule {
  readonly config: Omit<WorkerConfig, 'nativeWork'>;
  readonly pace: Pace;
}

/** JavaScript in a worker needs some 20 MiB; what grows beyond this ends one worker and not the whole process. */
const HEAP_LIMIT_MIB = 512;

/** Starts a worker, which opens the model at once. */
export function startTranscribingWorker({ config, pace, ...threadModule }: WorkerOptions): TranscribingWorker {
  const thread = startWatchedThread<WorkerTask, WorkerReply>({
    heapLimitMib: HEAP_LIMIT_MIB,
    ...threadModule,
    tasksPerThread: config.batchSize,
    workerData: (nativeWork) => ({ ...config, nativeWork }) satisfies WorkerConfig,
    pace,
    isCancelled: () => Atomics.load(config.cancelFlag, 0) !== 0,
    describeHung: hung,
    describeCancelled: cancelled,
  });
  const loadSeconds = thread.run({ kind: 'load' }).then(readLoadSeconds);
  loadSeconds.catch(() => undefined);
  return {
    loadSeconds,
    transcribe: async ({ samples, ...request }) => {
      // Copied, so that the window can be given to another worker if this one fails.
      const task = { kind: 'transcribe', ...request, samples: samples.slice() } as const;
      const window = readWindow(await thread.run(task, [task.samples.buffer], samples.length / SAMPLE_RATE_HZ));
      pace.isKnown = true;
      return window;
    },
    close: () => thread.close({ kind: 'release' }),
  };
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

function hung(silentSeconds: number, audioSeconds: number): WhisperBatchError {
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
