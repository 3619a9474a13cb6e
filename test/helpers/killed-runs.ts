import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { end } from './toy-project.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const counter = pathToFileURL(join(repository, 'scripts', 'count-windows.mjs')).href;

/** A run of the command that can be started again and again. */
export interface RunCommand {
  /** What stands before the arguments of the program, e.g. its compiled entry. */
  readonly program: readonly string[];
  readonly args: readonly string[];
  readonly out: string;
}

/** How a run ended that was sent a signal. */
export interface SignalledEnd {
  /** Whether it ended by itself before the signal. */
  readonly wasFinished: boolean;
  /** As a shell tells it: 128 + the signal's number when the signal ended it. */
  readonly status: number;
  /** From the signal to the end. */
  readonly seconds: number;
  readonly stderr: string;
}

const NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15, SIGABRT: 6, SIGSEGV: 11 } as const;

/** What ends a run from outside. */
export type EndSignal = 'SIGKILL' | 'SIGINT' | 'SIGTERM' | 'SIGHUP';

/** Starts a run, sends it a signal after so many milliseconds (never for `undefined`) and waits for its end. */
export async function runAndSignal(
  command: RunCommand,
  signal: EndSignal = 'SIGKILL',
  afterMs?: number,
): Promise<SignalledEnd> {
  const child = startRun(command);
  const ended = end(child);
  const isFirst = await Promise.race([ended.then(() => true), delay(afterMs ?? 600_000, false, { ref: false })]);
  const sentAt = performance.now();
  if (!isFirst) child.kill(signal);
  const { stderr } = await ended;
  return { wasFinished: isFirst, status: statusOf(child), seconds: (performance.now() - sentAt) / 1000, stderr };
}

/** Starts a run that gets a signal when it gives its n-th window to a worker, on any machine, and waits for its end. */
export async function runAndSignalAtWindow(
  command: RunCommand,
  signal: EndSignal,
  window: number,
): Promise<Pick<SignalledEnd, 'status' | 'stderr'>> {
  const child = startRun(command, { END_WITH: signal, END_AT_WINDOW: String(window) });
  const { stderr } = await end(child);
  return { status: statusOf(child), stderr };
}

function startRun({ program, args, out }: RunCommand, env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, ['--import', counter, ...program, 'run', ...args, '--out-dir', out, '--quiet'], {
    cwd: repository,
    env: { ...process.env, WINDOW_LOG: windowLog(out), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function statusOf({ exitCode, signalCode }: ChildProcess): number {
  const endedBy = signalCode as keyof typeof NUMBERS | null;
  return exitCode ?? 128 + (endedBy === null ? 0 : NUMBERS[endedBy]);
}

/** Windows that were given to workers, over all runs into a folder. */
export function windowsBegun(out: string): number {
  return readFileSync(windowLog(out), 'utf8').length;
}

/** Begins to count windows for a folder. */
export function countWindows(out: string): void {
  rmSync(windowLog(out), { force: true });
  writeFileSync(windowLog(out), '');
}

function windowLog(out: string): string {
  return `${out}.windows`;
}
