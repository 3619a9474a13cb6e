import type { ErrorCode } from '../errors.ts';

/** What the process's exit status means; listed in the README. */
export const ExitCode = { done: 0, someFilesFailed: 1, usage: 2, environment: 3, interrupted: 130 } as const;

const USAGE_CODES: readonly ErrorCode[] = ['USAGE', 'NO_AUDIO_FOUND'];
/** A process that a signal stopped ends with this and the number of the signal. */
const SIGNAL_BASE = 128;

/** The exit status for an error that ended the program: usage, or model and environment. */
export function exitCodeOf(code: ErrorCode): number {
  if (code === 'CANCELLED') return ExitCode.interrupted;
  return USAGE_CODES.includes(code) ? ExitCode.usage : ExitCode.environment;
}

/** Whether an exit status says that a signal stopped the program. */
export function isInterrupted(exitCode: number): boolean {
  return exitCode > SIGNAL_BASE;
}
