import { WhisperBatchError } from '../errors.ts';
import type { MemoryUse } from '../metrics/run-report.ts';
import { formatBytes, formatCount } from '../output/quantities.ts';
import { MEMORY_OPTION, type MemoryLimit } from './memory-limit.ts';
import { neededBytes, type MemoryNeed } from './memory-need.ts';

/** Workers, and windows that each decodes together. */
export interface WorkerLoad {
  readonly workers: number;
  readonly batchSize: number;
}

/** What fits into the memory there is. */
export interface MemoryPlan extends WorkerLoad {
  readonly memory: MemoryUse;
}

export interface MemoryRequest {
  readonly wanted: WorkerLoad;
  /** Windows there will be at most, as far as is known; rows that are never used take no memory. */
  readonly mostWindows?: number | undefined;
  readonly need: MemoryNeed;
  readonly limit: MemoryLimit;
}

const MIB = 2 ** 20;
/** A worker less costs more speed than smaller batches, as long as these are of two windows at least. */
const LEAST_BATCH = 2;

/**
 * Lowers the batch size, then the workers, until both fit into memory.
 *
 * @throws WhisperBatchError `ENVIRONMENT` when one worker with one window does not fit
 */
export function planMemory(request: MemoryRequest): MemoryPlan {
  const { wanted, mostWindows = Infinity, limit } = request;
  const tight = { ...request.need, occasionalBytes: 0 };
  const roomy = largestLoad(request);
  // Slow now and then is better than not at all.
  const planned = roomy ?? largestLoad({ ...request, need: tight });
  const bytes = (load: WorkerLoad) =>
    neededBytes(roomy ? request.need : tight, load.workers, rowsInUse(load, mostWindows));
  if (planned === undefined) throw tooLittle(bytes({ workers: 1, batchSize: 1 }), limit);
  const memory = { limitBytes: limit.bytes, limitSource: limit.source, plannedBytes: bytes(planned) };
  const isEnough = planned.workers === wanted.workers && planned.batchSize >= rowsInUse(wanted, mostWindows);
  if (isEnough) return { ...planned, memory };
  const note =
    `${describe(wanted)} would take ${formatBytes(bytes(wanted))}, ${limit.source} has room for ` +
    `${formatBytes(limit.bytes)}: it is ${describe(planned)}, for ${formatBytes(bytes(planned))}.`;
  return { ...planned, memory: { ...memory, note } };
}

function largestLoad({ wanted, mostWindows = Infinity, need, limit }: MemoryRequest): WorkerLoad | undefined {
  for (let { workers } = wanted; workers >= 1; workers--) {
    const room = (limit.bytes - neededBytes(need, workers, 0)) / (workers * need.rowBytes);
    // Within the room even where there are more windows than expected.
    const batchSize = Math.min(wanted.batchSize, Math.floor(room));
    const rows = rowsInUse({ workers, batchSize: wanted.batchSize }, mostWindows);
    const least = workers === 1 ? 1 : Math.min(LEAST_BATCH, rows);
    if (batchSize >= least) return { workers, batchSize };
  }
  return undefined;
}

// Of each worker.
function rowsInUse({ workers, batchSize }: WorkerLoad, mostWindows: number): number {
  return Math.min(batchSize, Math.ceil(mostWindows / workers));
}

function describe({ workers, batchSize }: WorkerLoad): string {
  return `${formatCount(workers, 'worker')} with batches of ${String(batchSize)}`;
}

function tooLittle(bytes: number, { bytes: limitBytes, source }: MemoryLimit): WhisperBatchError {
  const more =
    source === MEMORY_OPTION
      ? `Allow at least ${String(Math.ceil(bytes / MIB))}m with --memory (memoryBytes in a program)`
      : 'Give the program more memory';
  return new WhisperBatchError(
    'ENVIRONMENT',
    `Expected ${formatBytes(bytes)} of memory, for one worker that decodes one window at a time, ` +
      `found that ${source} has room for ${formatBytes(limitBytes)}.`,
    `${more}, or take a smaller model.`,
  );
}
