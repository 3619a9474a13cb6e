import { findCompiledGraphs, sourceFiles } from '../graph/compiled-cache.ts';
import type { ModelFolder } from '../model/model-folder.ts';
import { compileInThread } from '../pool/write-in-thread.ts';

/**
 * Compiles a checkpoint unless that was done before, and gives the compiled folder; ONNX exports need none.
 *
 * @throws WhisperBatchError `MODEL_DAMAGED`, `COMPILE_FAILED`, `CANCELLED` once the signal is aborted
 */
export async function ensureCompiled(
  model: ModelFolder,
  onPhase: (phase: string) => void,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (model.layout === 'optimum') return undefined;
  const compiled = findCompiledGraphs(model.path, sourceFiles(model));
  if (compiled) return compiled.folder;
  const listener = (step: string): void => {
    onPhase(`compiling the model for this machine, once: ${step}`);
  };
  return compileInThread(model.path, listener, signal);
}
