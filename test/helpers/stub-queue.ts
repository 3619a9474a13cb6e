import type { DecodedWindow } from '../../src/decode/window-job.ts';
import type { WindowQueue } from '../../src/batch/window-queue.ts';

/** A decoded window of given tokens, one second in each stage. */
export function decodedWindow(tokens: readonly number[], changes: Partial<DecodedWindow> = {}): DecodedWindow {
  const timings = { queueSeconds: 1, encodeSeconds: 2, decoderSeconds: 3, decoderSteps: 4 };
  return { tokens, averageLogProbability: -0.5, reachedTokenLimit: false, timings, ...changes };
}

/** A queue that answers each window with what `decode` makes of its samples and of how many came before it. */
export function stubQueue(
  decode: (samples: Float32Array, index: number) => DecodedWindow | Promise<DecodedWindow>,
  changes: Partial<WindowQueue> = {},
): WindowQueue {
  let count = 0;
  return {
    hasRoom: () => Promise.resolve(),
    transcribe: async (samples, { keep } = {}) => {
      const result = { waitSeconds: 10, decoded: await decode(samples, count++) };
      await keep?.(result);
      return result;
    },
    ...changes,
  };
}
