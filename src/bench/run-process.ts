import { spawn, type ChildProcess } from 'node:child_process';

/** A program to start: the interpreter and what stands before the arguments. */
export interface ProgramStart {
  readonly command: string;
  readonly leadingArgs: readonly string[];
}

/** How a process ended. */
export interface ProcessEnd {
  /** `undefined` when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** What it wrote to stderr, the first 64 KiB. */
  readonly stderr: string;
}

const MOST_STDERR_CHARACTERS = 65_536;
/** A run stops before its next network run, which may take a second or two. */
const PATIENCE_MS = 15_000;

/**
 * Runs a process to its end; once the signal is aborted the process is asked to stop as by Ctrl-C, and killed if it
 * does not.
 *
 * @throws Error when it cannot be started
 */
export async function runProcess(
  { command, leadingArgs }: ProgramStart,
  args: readonly string[],
  signal: AbortSignal,
): Promise<ProcessEnd> {
  const child = spawn(command, [...leadingArgs, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(0, MOST_STDERR_CHARACTERS);
  });
  const stopListening = stopOnAbort(child, signal);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exitCode, endedBy) => {
        resolve({ exitCode: exitCode ?? undefined, signal: endedBy ?? undefined, stderr });
      });
    });
  } finally {
    stopListening();
  }
}

function stopOnAbort(child: ChildProcess, signal: AbortSignal): () => void {
  let killer: NodeJS.Timeout | undefined;
  const stop = (): void => {
    child.kill('SIGINT');
    killer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  return () => {
    signal.removeEventListener('abort', stop);
    clearTimeout(killer);
  };
}
