import { toErrorRecord, WhisperBatchError } from '../errors.ts';
import { compileCheckpoint, type CompileListener } from '../graph/compile-checkpoint.ts';
import { exportOptimum } from '../graph/export-optimum.ts';
import type { CompileReply, CompileTask, ExportReply, ExportTask, FailedReply } from './protocol.ts';

/** The compiling worker's end of the thread boundary; never rejects. */
export function compileInWorker({ modelFolder, ...channel }: CompileTask): Promise<CompileReply> {
  return answer(channel, async (listener) => {
    const { folder } = await compileCheckpoint(modelFolder, listener);
    return { kind: 'compiled', folder };
  });
}

/** The exporting worker's end of the thread boundary; never rejects. */
export function exportInWorker({ modelFolder, targetFolder, ...channel }: ExportTask): Promise<ExportReply> {
  return answer(channel, async (listener) => {
    return { kind: 'exported', folder: await exportOptimum(modelFolder, targetFolder, listener) };
  });
}

async function answer<Reply>(
  { progress, cancelFlag }: Pick<CompileTask, 'progress' | 'cancelFlag'>,
  work: (listener: CompileListener) => Promise<Reply>,
): Promise<Reply | FailedReply> {
  try {
    return await work((step) => {
      // Between steps, each of which takes seconds at most: ONNX Runtime cannot be stopped inside one.
      if (cancelFlag && Atomics.load(cancelFlag, 0) !== 0) throw cancelled();
      progress.postMessage(step);
    });
  } catch (error) {
    return { kind: 'failed', error: toErrorRecord(error) };
  } finally {
    progress.close();
  }
}

function cancelled(): WhisperBatchError {
  return new WhisperBatchError('CANCELLED', 'It was cancelled before it was finished.', '');
}
