import { MessageChannel } from 'node:worker_threads';
import { fromErrorRecord, WhisperBatchError } from '../errors.ts';
import type { DecodedWindow } from '../decode/window-decoder.ts';
import type { CompileListener } from '../graph/compile-checkpoint.ts';
import type {
  CompileReply,
  CompileTask,
  ExportReply,
  ExportTask,
  TranscribeTask,
  WorkerConfig,
  WorkerReply,
  WorkerTask,
} from './protocol.ts';
import { startThreadPool, type ThreadPool } from './thread-pool.ts';
import { workerModule, type WorkerModule } from './worker-module.ts';

/** Worker threads that each hold one model and decode windows. */
export interface WorkerPool {
  /** Windows that can be under way at once: workers × batch size. */
  readonly capacity: number;
  /**
   * Opens the model in every worker and gives the seconds the slowest needed.
   *
   * @throws WhisperBatchError what a worker met
   */
  load(): Promise<number>;
  /**
   * Decodes one window; its samples are moved to a worker.
   *
   * @throws WhisperBatchError what the worker met, `CANCELLED` after {@link cancel}
   */
  transcribe(task: Omit<TranscribeTask, 'kind'>): Promise<DecodedWindow>;
  /** Makes workers stop before their next network run; windows under way are rejected. */
  cancel(): void;
  /** Frees the models and ends the threads. */
  close(): Promise<void>;
}

export interface WorkerPoolOptions extends Omit<WorkerConfig, 'cancelFlag'> {
  readonly workers: number;
}

/**
 * Starts the worker threads; they open the model with their first task.
 *
 * @param module what the threads run; handed in, so that tests can bring stand-ins
 */
export function startWorkerPool(
  { workers, ...config }: WorkerPoolOptions,
  module: WorkerModule = workerModule('transcribe'),
): WorkerPool {
  const cancelFlag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const workerData: WorkerConfig = { ...config, cancelFlag };
  const pool = startThreadPool<WorkerTask, WorkerReply>({
    module,
    threads: workers,
    tasksPerThread: config.batchSize,
    workerData,
  });
  const windows = new Set<Promise<unknown>>();
  return {
    capacity: workers * config.batchSize,
    load: async () => Math.max(...(await runInEach(pool, workers, { kind: 'load' })).map(loadSeconds)),
    transcribe: (task) => {
      // Windows that waited for those under way are not begun any more.
      if (Atomics.load(cancelFlag, 0) !== 0) return Promise.reject(cancelled());
      const window = transcribe(pool, task);
      const settled: Promise<unknown> = window.then(
        () => windows.delete(settled),
        () => windows.delete(settled),
      );
      windows.add(settled);
      return window;
    },
    cancel: () => {
      Atomics.store(cancelFlag, 0, 1);
    },
    close: async () => {
      // A window under way still needs the model, and busy workers would not each get one of the tasks below.
      await Promise.all(windows);
      // A worker that failed to load has nothing to release, and one that died cannot.
      await runInEach(pool, workers, { kind: 'release' }).catch(() => []);
      await pool.close();
    },
  };
}

/**
 * Compiles a checkpoint in a thread of its own and gives the compiled folder.
 *
 * @throws WhisperBatchError `MODEL_…`, `COMPILE_FAILED`, `CANCELLED` once the signal is aborted
 */
export function compileInThread(modelFolder: string, listener: CompileListener, signal?: AbortSignal): Promise<string> {
  return writeInThread('compile', { modelFolder }, { listener, signal });
}

/**
 * Writes a checkpoint in the Optimum layout, in a thread of its own, and gives the absolute path of the folder made.
 *
 * @param folders the checkpoint, and the target, which must be empty or absent
 * @throws WhisperBatchError `MODEL_…`, `OUTPUT_FAILED`, `CANCELLED` once the signal is aborted
 */
export function exportInThread(
  folders: Pick<ExportTask, 'modelFolder' | 'targetFolder'>,
  listener: CompileListener,
  signal?: AbortSignal,
): Promise<string> {
  return writeInThread('export', folders, { listener, signal });
}

interface Watcher {
  readonly listener: CompileListener;
  readonly signal: AbortSignal | undefined;
}

async function writeInThread(
  name: 'compile' | 'export',
  task: Omit<CompileTask, 'progress'> | Omit<ExportTask, 'progress'>,
  { listener, signal }: Watcher,
): Promise<string> {
  const pool = startThreadPool<CompileTask | ExportTask, CompileReply | ExportReply>({
    module: workerModule(name),
    threads: 1,
    tasksPerThread: 1,
  });
  const { port1, port2 } = new MessageChannel();
  port1.on('message', listener);
  const cancelFlag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const cancel = () => Atomics.store(cancelFlag, 0, 1);
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    const reply = await pool.run({ ...task, cancelFlag, progress: port2 }, [port2]);
    if (reply.kind === 'failed') throw fromErrorRecord(reply.error);
    return reply.folder;
  } finally {
    signal?.removeEventListener('abort', cancel);
    port1.close();
    await pool.close();
  }
}

// An idle pool gives each of several tasks that are posted at once to another thread.
async function runInEach(
  pool: ThreadPool<WorkerTask, WorkerReply>,
  workers: number,
  task: WorkerTask,
): Promise<WorkerReply[]> {
  // All are waited for, also when one fails: then the pool is idle again.
  const replies = Array.from({ length: workers }, () => pool.run(task));
  await Promise.allSettled(replies);
  return (await Promise.all(replies)).map(requireAnswer);
}

async function transcribe(
  pool: ThreadPool<WorkerTask, WorkerReply>,
  task: Omit<TranscribeTask, 'kind'>,
): Promise<DecodedWindow> {
  const reply = requireAnswer(await pool.run({ kind: 'transcribe', ...task }, [task.samples.buffer]));
  if (reply.kind !== 'transcribed') throw new TypeError(`Expected a transcribed window, found ${reply.kind}.`);
  return reply.window;
}

function requireAnswer(reply: WorkerReply): Exclude<WorkerReply, { kind: 'failed' }> {
  if (reply.kind === 'failed') throw fromErrorRecord(reply.error);
  return reply;
}

function cancelled(): WhisperBatchError {
  return new WhisperBatchError('CANCELLED', 'Transcription was cancelled before this window was begun.', '');
}

function loadSeconds(reply: WorkerReply): number {
  return reply.kind === 'loaded' ? reply.loadSeconds : 0;
}
