import type { MessagePort } from 'node:worker_threads';
import { toErrorRecord } from '../errors.ts';
import { compileCheckpoint, type CompileListener } from '../graph/compile-checkpoint.ts';
import { exportOptimum } from '../graph/export-optimum.ts';
import type { CompileReply, CompileTask, ExportReply, ExportTask, FailedReply } from './protocol.ts';

/** The compiling worker's end of the thread boundary; never rejects. */
export function compileInWorker({ modelFolder, progress }: CompileTask): Promise<CompileReply> {
  return answer(progress, async (listener) => {
    const { folder } = await compileCheckpoint(modelFolder, listener);
    return { kind: 'compiled', folder };
  });
}

/** The exporting worker's end of the thread boundary; never rejects. */
export function exportInWorker({ modelFolder, targetFolder, progress }: ExportTask): Promise<ExportReply> {
  return answer(progress, async (listener) => {
    return { kind: 'exported', folder: await exportOptimum(modelFolder, targetFolder, listener) };
  });
}

async function answer<Reply>(
  progress: MessagePort,
  work: (listener: CompileListener) => Promise<Reply>,
): Promise<Reply | FailedReply> {
  try {
    return await work((step) => {
      progress.postMessage(step);
    });
  } catch (error) {
    return { kind: 'failed', error: toErrorRecord(error) };
  } finally {
    progress.close();
  }
}
