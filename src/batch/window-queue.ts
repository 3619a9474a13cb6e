import PQueue from 'p-queue';
import type { Clock } from '../clock.ts';
import type { DecodingRequest } from '../decode/row.ts';
import type { DecodedWindow } from '../decode/window-decoder.ts';
import type { LanguageQuestion } from '../decode/window-language.ts';
import type { WorkerPool } from '../pool/worker-pool.ts';

/** Windows on their way to the workers, never more than the workers have rows for, and one that waits. */
export interface WindowQueue {
  /** Resolves once a further window would not have to wait behind another. */
  hasRoom(): Promise<void>;
  /** Decodes a window; its samples are moved away. `question` asks for its language. */
  transcribe(samples: Float32Array<ArrayBuffer>, question?: LanguageQuestion): Promise<QueuedResult>;
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
    transcribe: (samples, question) => {
      const arrivedAt = clock();
      return queue.add(async () => {
        const waitSeconds = clock() - arrivedAt;
        const asked = question ? { ...request, question } : request;
        return { waitSeconds, decoded: await pool.transcribe({ samples, ...asked }) };
      });
    },
  };
}
