import { compiledSources, findCompiledGraphs, sourceFiles } from '../graph/compiled-cache.ts';
import { hashExport } from '../graph/exported-hashes.ts';
import { checkPublished } from '../graph/published-hashes.ts';
import type { ModelFolder } from '../model/model-folder.ts';
import { compileInThread } from '../pool/write-in-thread.ts';

/** Small files that are read besides the weights. */
const COMPANIONS = ['generation_config.json', 'tokenizer.json'];

/**
 * Compiles a checkpoint unless that was done before, and gives the compiled folder; ONNX exports need none. Files that
 * are not what the `SHA256SUMS` of the folder says now are refused, those whose hashes are known included.
 *
 * @throws WhisperBatchError `MODEL_DAMAGED`, `MODEL_UNSAFE`, `COMPILE_FAILED`, `CANCELLED` once the signal is aborted
 */
export async function ensureCompiled(
  model: ModelFolder,
  onPhase: (phase: string) => void,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (model.layout === 'optimum') {
    await hashExport(model.path, COMPANIONS);
    return undefined;
  }
  const compiled = findCompiledGraphs(model.path, sourceFiles(model));
  await checkPublished(model.path, COMPANIONS, compiled ? compiledSources(compiled.folder) : []);
  if (compiled) return compiled.folder;
  const listener = (step: string): void => {
    onPhase(`compiling the model for this machine, once: ${step}`);
  };
  return compileInThread(model.path, listener, signal);
}
