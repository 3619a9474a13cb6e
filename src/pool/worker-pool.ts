import type { DecodedWindow } from '../decode/window-job.ts';
import { Crew } from './crew.ts';
import type { WorkerConfig } from './protocol.ts';
import { startTranscribingWorker, type WindowTask, type WorkerOptions } from './transcribing-worker.ts';
import type { ThreadModule } from './watched-thread.ts';
import { workerModule } from './worker-module.ts';

/** Worker threads that each hold one model and decode windows. */
export interface WorkerPool {
  /** Windows that can be under way at once: workers × batch size. */
  readonly capacity: number;
  /**
   * Waits until every worker has opened the model and gives the seconds the slowest needed.
   *
   * @throws WhisperBatchError what a worker met
   */
  load(): Promise<number>;
  /**
   * Decodes one window; its samples must stay as they are until then, because it is tried again if its worker fails.
   *
   * @throws WhisperBatchError `WORKER_FAILED` or `WORKER_HUNG` when a second worker failed too, `CANCELLED` after
   *   {@link cancel}
   */
  transcribe(task: WindowTask): Promise<DecodedWindow>;
  /** Makes workers stop before their next network run, and gives them up if that takes long; windows are rejected. */
  cancel(): void;
  /** Frees the models and ends the threads. */
  close(): Promise<void>;
}

export interface WorkerPoolOptions extends Omit<WorkerConfig, 'cancelFlag' | 'nativeWork'> {
  readonly workers: number;
}

/** Starts the worker threads, which open the model at once. */
export function startWorkerPool(
  { workers, ...options }: WorkerPoolOptions,
  threadModule: ThreadModule = { module: workerModule('transcribe') },
): WorkerPool {
  const { batchSize } = options;
  const cancelFlag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const shared: WorkerOptions = {
    ...threadModule,
    config: { ...options, cancelFlag },
    pace: { isKnown: false, longestSeconds: 0 },
  };
  const crew = new Crew({ workers, batchSize, startWorker: () => startTranscribingWorker(shared) });
  return {
    capacity: workers * batchSize,
    load: () => crew.load(),
    transcribe: (task) => crew.transcribe(task),
    cancel: () => {
      Atomics.store(cancelFlag, 0, 1);
      crew.cancel();
    },
    close: () => crew.close(),
  };
}
