import { constants } from 'node:os';
import { releaseAllLocks } from '../output/folder-lock.ts';
import { endAtOnce } from './end-at-once.ts';

/**
 * Ends the process at once by what a signal does by itself, after its locks are released; a shell sees 128 + the number of
 * the signal.
 *
 * An exit would run what ONNX Runtime has for the end while threads are inside it: 134, or 139 where a model is loading.
 */
export function endBySignal(name: NodeJS.Signals): void {
  releaseAllLocks();
  process.removeAllListeners(name);
  process.kill(process.pid, name);
  // Only the first process of a container is still there.
  void endAtOnce(128 + constants.signals[name]);
}
