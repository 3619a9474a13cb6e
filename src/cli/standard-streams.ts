import { setImmediate } from 'node:timers/promises';
import type { WhisperBatchError } from '../errors.ts';
import { outputError } from '../output/output-error.ts';

const ELSEWHERE = 'send it somewhere else';
const NAMES = { stdout: 'the standard output', stderr: 'the standard error' } as const;

let failure: WhisperBatchError | undefined;

/** Takes it calmly when nobody reads standard output or standard error any more, and remembers what else goes wrong. */
export function watchStandardStreams(): void {
  failure = undefined;
  for (const [name, listener] of LISTENERS) {
    if (!process[name].listeners('error').includes(listener)) process[name].on('error', listener);
  }
}

/** What went wrong with standard output or standard error, once everything was printed. */
export async function standardStreamFailure(): Promise<WhisperBatchError | undefined> {
  // A stream tells of an error after the write that met it has returned.
  await setImmediate();
  return failure;
}

const LISTENERS = (['stdout', 'stderr'] as const).map((name) => {
  const listener = (error: NodeJS.ErrnoException): void => {
    if (!isWithoutReader(process[name], error)) failure ??= outputError(NAMES[name], error, ELSEWHERE);
  };
  return [name, listener] as const;
});

// `whisper-batch run | head` closes the pipe early, and the window of a terminal may be closed: neither is an error.
function isWithoutReader({ isTTY }: NodeJS.WriteStream, { code }: NodeJS.ErrnoException): boolean {
  return code === 'EPIPE' || (code === 'EIO' && isTTY);
}
