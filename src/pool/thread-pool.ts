import { setTimeout } from 'node:timers/promises';
import type { MessagePort } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { describeThrown, WhisperBatchError } from '../errors.ts';
import { forbidTelemetry } from '../graph/onnx-session.ts';
import type { WorkerModule } from './worker-module.ts';

/** How often a pool that is closed looks whether its threads are idle; Piscina does not tell. */
const POLL_MS = 10;
/** For young objects; V8 would take 48 MiB a thread, and lets as much again lie about in typed arrays. */
const YOUNG_HEAP_MIB = 6;

/** How many threads a pool has and what they run. */
export interface ThreadPoolOptions {
  readonly module: WorkerModule;
  readonly threads: number;
  /** Tasks a thread is given at once. */
  readonly tasksPerThread: number;
  readonly workerData?: unknown;
  /** Most JavaScript memory of a thread in MiB, typed arrays and native memory apart; default: Node's own limit. */
  readonly heapLimitMib?: number;
}

/** Threads that answer tasks; every promise settles, whatever becomes of a thread. */
export interface ThreadPool<Task, Reply> {
  /**
   * Gives a task to the least busy thread.
   *
   * @param transferList objects that are moved, not copied: the sender may not use them afterwards
   * @throws WhisperBatchError `WORKER_FAILED` when the thread ended before it answered
   */
  run(task: Task, transferList?: readonly (ArrayBuffer | MessagePort)[]): Promise<Reply>;
  /** Ends the threads once they are idle. Ending one inside ONNX Runtime would abort the process. */
  close(): Promise<void>;
  /** Rejects what is under way and ends the threads where they are, which must not be inside ONNX Runtime. */
  terminate(error: WhisperBatchError): Promise<void>;
  /** Rejects what is under way and lets the threads be; they are ended if they ever become idle. */
  abandon(error: WhisperBatchError): void;
}

/** Starts a pool of worker threads. */
export function startThreadPool<Task, Reply>(options: ThreadPoolOptions): ThreadPool<Task, Reply> {
  forbidTelemetry();
  const piscina = createPiscina(options);
  const underWay = new Set<(error: WhisperBatchError) => void>();
  let death: WhisperBatchError | undefined;
  const rejectAll = (error: WhisperBatchError) => {
    death ??= error;
    for (const reject of underWay) reject(death);
  };
  // Piscina rejects what a dying thread was working on, but not what no thread had begun.
  piscina.on('error', (error: unknown) => rejectAll(threadEnded(error)));
  const untilIdle = async (ref: boolean) => {
    while (underWay.size > 0 && piscina.threads.length > 0) await setTimeout(POLL_MS, undefined, { ref });
  };
  return {
    run: (task, transferList = []) =>
      new Promise((resolve, reject) => {
        if (death) {
          reject(death);
          return;
        }
        underWay.add(reject);
        const answer = piscina.run(task, { transferList: [...transferList] }) as Promise<Reply>;
        void answer.then(resolve, (error: unknown) => reject(threadEnded(error))).then(() => underWay.delete(reject));
      }),
    close: async () => {
      // Piscina's own close ends threads that are still at work as soon as one of several is idle.
      await untilIdle(true);
      await piscina.close();
    },
    terminate: async (error) => {
      rejectAll(error);
      await piscina.destroy();
    },
    abandon: (error) => {
      rejectAll(error);
      void untilIdle(false).then(() => piscina.close());
    },
  };
}

function createPiscina(options: ThreadPoolOptions): Piscina {
  const { module, threads, tasksPerThread, workerData, heapLimitMib } = options;
  const { filename, execArgv } = module;
  const old = heapLimitMib === undefined ? {} : { maxOldGenerationSizeMb: heapLimitMib };
  return new Piscina({
    filename,
    // Not those of the process, some of which a thread refuses (--max-old-space-size, --input-type).
    execArgv: [...execArgv],
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: tasksPerThread,
    idleTimeout: Infinity,
    recordTiming: false,
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_HEAP_MIB, ...old },
  });
}

function threadEnded(error: unknown): WhisperBatchError {
  const message = `A worker thread ended unexpectedly: ${describeThrown(error)}.`;
  const remedy = 'Run again with fewer --workers or a smaller --batch-size; if it recurs, please report it.';
  return new WhisperBatchError('WORKER_FAILED', message, remedy, { cause: error });
}
