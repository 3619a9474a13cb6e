import { MessageChannel } from 'node:worker_threads';
import { fromErrorRecord } from '../errors.ts';
import type { CompileListener } from '../graph/compile-checkpoint.ts';
import type { CompileReply, CompileTask, ExportReply, ExportTask } from './protocol.ts';
import { startThreadPool } from './thread-pool.ts';
import { workerModule } from './worker-module.ts';

/**
 * Compiles a checkpoint in a thread of its own and gives the compiled folder.
 *
 * @throws WhisperBatchError `MODEL_…`, `COMPILE_FAILED`, `CANCELLED` once the signal is aborted
 */
export function compileInThread(modelFolder: string, listener: CompileListener, signal?: AbortSignal): Promise<string> {
  return writeInThread('compile', { modelFolder }, { listener, signal });
}

/**
 * Writes a checkpoint in the Optimum layout, in a thread of its own, and gives the absolute path of the folder made.
 *
 * @param folders the checkpoint, and the target, which must be empty or absent
 * @throws WhisperBatchError `MODEL_…`, `OUTPUT_FAILED`, `CANCELLED` once the signal is aborted
 */
export function exportInThread(
  folders: Pick<ExportTask, 'modelFolder' | 'targetFolder'>,
  listener: CompileListener,
  signal?: AbortSignal,
): Promise<string> {
  return writeInThread('export', folders, { listener, signal });
}

interface Watcher {
  readonly listener: CompileListener;
  readonly signal: AbortSignal | undefined;
}

async function writeInThread(
  name: 'compile' | 'export',
  task: Omit<CompileTask, 'progress'> | Omit<ExportTask, 'progress'>,
  { listener, signal }: Watcher,
): Promise<string> {
  const pool = startThreadPool<CompileTask | ExportTask, CompileReply | ExportReply>({
    module: workerModule(name),
    threads: 1,
    tasksPerThread: 1,
  });
  const { port1, port2 } = new MessageChannel();
  port1.on('message', listener);
  const cancelFlag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const cancel = () => Atomics.store(cancelFlag, 0, 1);
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    const reply = await pool.run({ ...task, cancelFlag, progress: port2 }, [port2]);
    if (reply.kind === 'failed') throw fromErrorRecord(reply.error);
    return reply.folder;
  } finally {
    signal?.removeEventListener('abort', cancel);
    port1.close();
    await pool.close();
  }
}
