import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process, told apart from all others that ever had its number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it was started, in whatever unit the system counts in; empty where it does not tell. */
  readonly startedAt: string;
  /** The machine, its start, and the container: process numbers mean something only inside it. */
  readonly place: string;
}

/** This process. */
export function ownIdentity(): ProcessIdentity {
  return { pid: process.pid, startedAt: statOf(process.pid)?.[START] ?? '', place: ownPlace() };
}

/** Whether a process is running; `undefined` where that cannot be told from here. */
export function isRunning({ pid, startedAt, place }: ProcessIdentity): boolean | undefined {
  if (place !== ownPlace()) return undefined;
  if (!exists(pid)) return false;
  const stat = statOf(pid);
  return stat === undefined || ((startedAt === '' || stat[START] === startedAt) && !isEnding(stat));
}

function ownPlace(): string {
  const boot = attempt(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
  const container = attempt(() => readlinkSync('/proc/self/ns/pid'));
  return [hostname(), boot, container].filter((part) => part !== undefined).join(' ');
}

/** Fields of proc(5), counted from 0: its state, its flags, when it was started. */
const STATE = 2;
const FLAGS = 8;
const START = 21;
/** A process that is being taken down, in Linux's `include/linux/sched.h`. */
const PF_EXITING = 4;

// One that was killed is there until its memory is freed and whoever started it has asked for its end; in a container
// nobody may ever ask.
function isEnding(stat: readonly string[]): boolean {
  return ['Z', 'X'].includes(stat[STATE] ?? '') || (Number(stat[FLAGS]) & PF_EXITING) !== 0;
}

// The name, which may hold anything, is left empty.
function statOf(pid: number): readonly string[] | undefined {
  const line = attempt(() => readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
  return line === undefined ? undefined : [String(pid), '', ...line.slice(line.lastIndexOf(')') + 2).split(' ')];
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    // Not Linux, or no such process.
    return undefined;
  }
}
