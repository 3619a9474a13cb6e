import { WhisperBatchError } from '../errors.ts';

/** How the core budget is used. */
export interface CoreSplit {
  readonly workers: number;
  /** ONNX Runtime threads in each worker. */
  readonly threads: number;
  /** The cores there are to use. */
  readonly budget: number;
}

/** What the user asked for; what is absent is chosen. */
export interface CoreRequest {
  readonly workers: number | undefined;
  readonly threads: number | undefined;
  readonly budget: number;
  /** About how many windows there will be, where that is known and few. */
  readonly expectedWindows?: number | undefined;
}

/** With fewer windows than this to a core, workers have two threads. */
export const FEW_WINDOWS_PER_CORE = 4;

/**
 * Chooses workers and threads within the core budget.
 *
 * One thread in each of many workers uses the cores best: while some decode (bound by memory), others encode (bound by
 * arithmetic), and nothing waits for the slowest thread. Where there are few windows, workers of two threads are done
 * sooner: the model is opened fewer times, and fewer cores idle while the last windows are decoded (an odd budget would
 * lose a core by that). Where there are fewer windows than workers, each gets a share of all cores.
 *
 * @throws WhisperBatchError `USAGE` when the request is over the budget
 */
export function splitCores({ workers, threads, budget, expectedWindows = Infinity }: CoreRequest): CoreSplit {
  const split = { workers: workers ?? 1, threads: threads ?? 1, budget };
  if (workers === undefined) {
    const hasFew = budget % 2 === 0 && expectedWindows < FEW_WINDOWS_PER_CORE * budget;
    const usualThreads = threads ?? (hasFew ? 2 : 1);
    split.workers = Math.max(1, Math.min(Math.floor(budget / usualThreads), expectedWindows));
  }
  if (threads === undefined) split.threads = Math.max(1, Math.floor(budget / split.workers));
  if (split.workers * split.threads <= budget) return split;
  throw new WhisperBatchError(
    'USAGE',
    `Expected workers × threads within the core budget of ${String(budget)}, ` +
      `found ${String(split.workers)} × ${String(split.threads)} = ${String(split.workers * split.threads)}.`,
    'Lower --workers or --threads; the budget is --cores, within what CPU affinity and control groups allow.',
  );
}
