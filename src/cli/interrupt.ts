import { WhisperBatchError } from '../errors.ts';
import { endBySignal } from './end-by-signal.ts';
import { ExitCode } from './exit-code.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A terminal sends Ctrl-C to every process of a group, and a parent passes it on, some as SIGTERM: one wish arrives twice
 * within milliseconds. Nobody presses a key twice so fast.
 */
const SAME_WISH_MS = 100;

/** Ways to end that were asked for from outside. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** 128 + the number of the signal that came, e.g. 130 for Ctrl-C; `undefined` when none came. */
  exitCode(): number | undefined;
  /** Restores the default handling. */
  dispose(): void;
}

const EXIT_CODES: Readonly<Record<(typeof SIGNALS)[number], number>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/**
 * Turns the first Ctrl-C (or SIGTERM, SIGHUP) into an abort, so that the run can finish cleanly; a second one, more than
 * a tenth of a second later, ends the process at once, with the status of the first.
 *
 * @param end handed in, so that tests can go on
 */
export function catchInterrupts(onFirst: () => void, end = endBySignal): Interrupt {
  const controller = new AbortController();
  let first: keyof typeof EXIT_CODES | undefined;
  let firstMs = 0;
  const listener = (name: NodeJS.Signals) => {
    if (first !== undefined) {
      if (performance.now() - firstMs > SAME_WISH_MS) end(first);
      return;
    }
    first = name as keyof typeof EXIT_CODES;
    onFirst();
    controller.abort();
    // What listens to the abort may take its time, in which no signal is heard.
    firstMs = performance.now();
  };
  for (const name of SIGNALS) process.on(name, listener);
  return {
    signal: controller.signal,
    exitCode: () => first && EXIT_CODES[first],
    dispose: () => {
      for (const name of SIGNALS) process.off(name, listener);
    },
  };
}

/** Does work that can be stopped by Ctrl-C, and gives the exit status. */
export async function untilInterrupted(work: (signal: AbortSignal) => Promise<void>): Promise<number> {
  const interrupt = catchInterrupts(() => {
    process.stderr.write('stopping\n');
  });
  try {
    await work(interrupt.signal);
    return interrupt.exitCode() ?? ExitCode.done;
  } catch (error) {
    const exitCode = interrupt.exitCode();
    if (exitCode !== undefined && error instanceof WhisperBatchError && error.code === 'CANCELLED') return exitCode;
    throw error;
  } finally {
    interrupt.dispose();
  }
}
