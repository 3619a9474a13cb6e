import { totalmem } from 'node:os';
import { join } from 'node:path';
import { groupFolders, readText, type TextReader } from './control-groups.ts';

/** How much memory this process may take, and what says so. */
export interface MemoryLimit {
  readonly bytes: number;
  /** A clause, e.g. `the control group /sys/fs/cgroup`. */
  readonly source: string;
}

/** The source of a limit that the user has set. */
export const MEMORY_OPTION = 'the memory option';

/** What is left for the kernel's own accounting and for what no plan foresees. */
const USED_SHARE = 0.95;

/**
 * The smallest of: what the machine has free, what the control groups of this process (Linux cgroup v1 and v2, all
 * ancestors) leave after what others in them hold, and what the user allows.
 */
export function memoryLimit(
  allowedBytes = Infinity,
  read: TextReader = readText,
  totalBytes = totalmem(),
): MemoryLimit {
  const ownBytes = kibibytes(read('/proc/self/status'), 'RssAnon') ?? 0;
  const availableBytes = kibibytes(read('/proc/meminfo'), 'MemAvailable');
  const groups = groupFolders('memory', read).flatMap(({ version, folders }) =>
    folders.map((folder) => ({
      source: `the control group ${folder}`,
      bytes: version === 2 ? leftV2(folder, ownBytes, read) : leftV1(folder, ownBytes, read),
    })),
  );
  const limits: readonly MemoryLimit[] = [
    { bytes: allowedBytes, source: MEMORY_OPTION },
    ...groups.filter(({ bytes }) => bytes < totalBytes).map(({ bytes, source }) => withMargin(bytes, source)),
    availableBytes === undefined
      ? withMargin(totalBytes, 'the machine')
      : withMargin(availableBytes + ownBytes, 'the free memory of the machine'),
  ];
  return limits.reduce((smallest, limit) => (limit.bytes < smallest.bytes ? limit : smallest));
}

function withMargin(bytes: number, source: string): MemoryLimit {
  return { bytes: Math.floor(bytes * USED_SHARE), source };
}

// `memory.high` is where the kernel begins to slow the group down; pages of files are given back when memory is short.
function leftV2(folder: string, ownBytes: number, read: TextReader): number {
  const [max, high] = ['memory.max', 'memory.high'].map((file) => limitOf(read(join(folder, file))));
  const stat = read(join(folder, 'memory.stat'));
  const held = (entry(stat, 'anon') ?? 0) + (entry(stat, 'shmem') ?? 0);
  return Math.min(max ?? Infinity, high ?? Infinity) - Math.max(0, held - ownBytes);
}

// Ancestors that cannot be seen from inside a container still count in `hierarchical_memory_limit`.
function leftV1(folder: string, ownBytes: number, read: TextReader): number {
  const stat = read(join(folder, 'memory.stat'));
  const limit = Math.min(
    limitOf(read(join(folder, 'memory.limit_in_bytes'))),
    entry(stat, 'hierarchical_memory_limit') ?? Infinity,
  );
  const held = (entry(stat, 'total_rss') ?? 0) + (entry(stat, 'total_shmem') ?? 0);
  return limit - Math.max(0, held - ownBytes);
}

// "max", an absent file and whatever is no positive number mean that there is no limit; version 1 says so by 2^63.
function limitOf(text: string | undefined): number {
  const bytes = Number(text ?? NaN);
  return bytes > 0 ? bytes : Infinity;
}

function entry(stat: string | undefined, name: string): number | undefined {
  const value = new RegExp(`^${name} (\\d+)$`, 'm').exec(stat ?? '')?.[1];
  return value === undefined ? undefined : Number(value);
}

function kibibytes(text: string | undefined, name: string): number | undefined {
  const value = new RegExp(`^${name}:\\s*(\\d+) kB$`, 'm').exec(text ?? '')?.[1];
  return value === undefined ? undefined : Number(value) * 1024;
}
