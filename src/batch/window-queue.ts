import PQueue from 'p-queue';
import type { Clock } from '../clock.ts';
import type { DecodingRequest } from '../decode/row.ts';
import type { DecodedWindow } from '../decode/window-job.ts';
import { toldLanguage, type LanguageQuestion } from '../decode/window-language.ts';
import type { WorkerPool } from '../pool/worker-pool.ts';
import { decodeToEnd } from './decode-to-end.ts';

/** Windows on their way to the workers, never more than the workers have rows for, and one that waits. */
export interface WindowQueue {
  /** Resolves once a further window would not have to wait behind another. */
  hasRoom(): Promise<void>;
  /** Decodes a window; its samples must stay as they are until then. */
  transcribe(samples: Float32Array<ArrayBuffer>, options?: QueueOptions): Promise<QueuedResult>;
}

/** What goes along with a window. */
export interface QueueOptions {
  /** Asks for the language of its recording. */
  readonly question?: LanguageQuestion | undefined;
  /** The language of its recording, where that was detected in other windows. */
  readonly languageToken?: number | undefined;
  /** Takes the result before another window may begin, so that a kill costs no more windows than are under way. */
  readonly keep?: (result: QueuedResult) => Promise<void>;
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
    transcribe: (samples, { question, languageToken, keep } = {}) => {
      const arrivedAt = clock();
      return queue.add(async () => {
        const waitSeconds = clock() - arrivedAt;
        const known = inLanguage(request, languageToken);
        const asked = question ? { ...known, question } : known;
        // The rest of a window is in the language that the window was decoded in.
        const decoded = await decodeToEnd(pool, samples, asked, ({ language }) =>
          inLanguage(known, question && (language?.token ?? toldLanguage(question.pin))),
        );
        const result = { waitSeconds, decoded };
        await keep?.(result);
        return result;
      });
    },
  };
}

function inLanguage(request: DecodingRequest, token: number | undefined): DecodingRequest {
  if (token === undefined) return request;
  return { ...request, prompt: request.prompt.with((request.startIndex ?? 0) + 1, token) };
}
