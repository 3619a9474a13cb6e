import PQueue from 'p-queue';
import type { Clock } from '../clock.ts';
import type { DecodingRequest } from '../decode/row.ts';
import type { DecodedWindow } from '../decode/window-decoder.ts';
import type { WorkerPool } from '../pool/worker-pool.ts';

/** Windows on their way to the workers, never more than the workers have rows for, and one that waits. */
export interface WindowQueue {
  /** Resolves once a further window would not have to wait behind another. */
  hasRoom(): Promise<void>;
  /**
   * Decodes a window; its samples are moved away.
   *
   * @param keep takes the result before another window may begin, so that a kill costs no more windows than are under way
   */
  transcribe(samples: Float32Array<ArrayBuffer>, keep?: (result: QueuedResult) => Promise<void>): Promise<QueuedResult>;
}

export interface QueuedResult {
  readonly decoded: DecodedWindow;
  /** From being handed over until a worker took the window. */
  readonly waitSeconds: number;
}

/** A queue in front of a pool; all its windows are decoded with one request. */
export function createWindowQueue(
  pool: Pick<WorkerPool, 'capacity' | 'transcribe'>,
  request: DecodingRequest,
  clock: Clock,
): WindowQueue {
  const queue = new PQueue({ concurrency: pool.capacity });
  return {
    hasRoom: () => queue.onSizeLessThan(1),
    transcribe: (samples, keep) => {
      const arrivedAt = clock();
      return queue.add(async () => {
        const waitSeconds = clock() - arrivedAt;
        const result = { waitSeconds, decoded: await pool.transcribe({ samples, ...request }) };
        await keep?.(result);
        return result;
      });
    },
  };
}
