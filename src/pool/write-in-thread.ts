import { MessageChannel } from 'node:worker_threads';
import { fromErrorRecord } from '../errors.ts';
import type { CompileListener } from '../graph/compile-checkpoint.ts';
import type { CompileReply, CompileTask, ExportReply, ExportTask } from './protocol.ts';
import { startThreadPool } from './thread-pool.ts';
import { workerModule } from './worker-module.ts';

/**
 * Compiles a checkpoint in a thread of its own and gives the compiled folder.
 *
 * @throws WhisperBatchError `MODEL_…`, `COMPILE_FAILED`
 */
export function compileInThread(modelFolder: string, listener: CompileListener): Promise<string> {
  return writeInThread('compile', { modelFolder }, listener);
}

/**
 * Writes a checkpoint in the Optimum layout, in a thread of its own, and gives the absolute path of the folder made.
 *
 * @param targetFolder must be empty or absent
 * @throws WhisperBatchError `MODEL_…`, `OUTPUT_FAILED`
 */
export function exportInThread(modelFolder: string, targetFolder: string, listener: CompileListener): Promise<string> {
  return writeInThread('export', { modelFolder, targetFolder }, listener);
}

async function writeInThread(
  name: 'compile' | 'export',
  task: Omit<CompileTask, 'progress'> | Omit<ExportTask, 'progress'>,
  listener: CompileListener,
): Promise<string> {
  const pool = startThreadPool<CompileTask | ExportTask, CompileReply | ExportReply>({
    module: workerModule(name),
    threads: 1,
    tasksPerThread: 1,
  });
  const { port1, port2 } = new MessageChannel();
  port1.on('message', listener);
  try {
    const reply = await pool.run({ ...task, progress: port2 }, [port2]);
    if (reply.kind === 'failed') throw fromErrorRecord(reply.error);
    return reply.folder;
  } finally {
    port1.close();
    await pool.close();
  }
}
