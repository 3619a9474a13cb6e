import type { MessagePort } from 'node:worker_threads';
import { monotonicClock } from '../clock.ts';
import type { WhisperBatchError } from '../errors.ts';
import { createNativeWork, finishedCalls, forbidNativeWork, type NativeWork } from '../graph/native-work.ts';
import { rememberAbandoned } from './stuck-threads.ts';
import { startThreadPool } from './thread-pool.ts';
import { SILENCE_LIMITS, Watchdog, type Pace, type SilenceLimits } from './watchdog.ts';
import type { WorkerModule } from './worker-module.ts';

/** What a thread runs, and what it is held to; handed in, so that tests can bring stand-ins. */
export interface ThreadModule {
  readonly module: WorkerModule;
  readonly silenceLimits?: SilenceLimits;
  /** See {@link ThreadPoolOptions.heapLimitMib}. */
  readonly heapLimitMib?: number;
}

/** How a thread is started and watched. */
export interface WatchedThreadOptions extends ThreadModule {
  /** Tasks it may hold at once. */
  readonly tasksPerThread: number;
  /** What it is given when it starts; it must count its calls into ONNX Runtime in `nativeWork`. */
  readonly workerData: (nativeWork: NativeWork) => unknown;
  /** What threads of its kind have taught about the speed of machine and model. */
  readonly pace: Pace;
  readonly isCancelled: () => boolean;
  /** The error its tasks are rejected with when it has hung. */
  readonly describeHung: (silentSeconds: number, audioSeconds: number) => WhisperBatchError;
  /** The error its tasks are rejected with when it is silent after the run was cancelled. */
  readonly describeCancelled: () => WhisperBatchError;
}

/** A thread that is given up when it hangs. After it failed it is to be closed and not used again. */
export interface WatchedThread<Task, Reply> {
  /**
   * Has a task done, beside others that it holds.
   *
   * @param transferList objects that are moved, not copied
   * @param audioSeconds the audio that comes with it: the more it holds, the longer it may be silent
   * @throws WhisperBatchError `WORKER_FAILED` when the thread ended, what the options describe when it hung
   */
  run(task: Task, transferList?: readonly (ArrayBuffer | MessagePort)[], audioSeconds?: number): Promise<Reply>;
  /** Has a last task done and ends the thread once it is idle; one that hangs is not waited for. */
  close(lastTask: Task): Promise<void>;
}

const LOOK_MS = 500;

/** Starts a thread and watches it. */
export function startWatchedThread<Task, Reply>(options: WatchedThreadOptions): WatchedThread<Task, Reply> {
  const nativeWork = createNativeWork();
  const thread = startThreadPool<Task, Reply>({ ...options, threads: 1, workerData: options.workerData(nativeWork) });
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
  const run: WatchedThread<Task, Reply>['run'] = async (task, transferList = [], audioSeconds = 0) => {
    held.tasks++;
    held.audioSeconds += audioSeconds;
    try {
      return await thread.run(task, transferList);
    } finally {
      held.tasks--;
      held.audioSeconds -= audioSeconds;
    }
  };
  return {
    run,
    close: async (lastTask) => {
      // A thread that died cannot do it any more.
      await run(lastTask).catch(() => undefined);
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
  options: WatchedThreadOptions,
  look: () => Held,
  onHung: (error: WhisperBatchError) => void,
): NodeJS.Timeout {
  const { pace, silenceLimits = SILENCE_LIMITS, describeCancelled, describeHung } = options;
  const watchdog = new Watchdog(pace, silenceLimits);
  let lookedAt = monotonicClock();
  const timer = setInterval(() => {
    const elapsedSeconds = monotonicClock() - lookedAt;
    lookedAt += elapsedSeconds;
    const isCancelled = options.isCancelled();
    const held = look();
    const silentSeconds = watchdog.look({ ...held, elapsedSeconds, isCancelled, isBusy: held.tasks > 0 });
    if (silentSeconds === undefined) return;
    onHung(isCancelled ? describeCancelled() : describeHung(silentSeconds, held.audioSeconds));
  }, LOOK_MS);
  return timer.unref();
}
