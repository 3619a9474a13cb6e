import { compileCheckpoint } from '../graph/compile-checkpoint.ts';
import { findCompiledGraphs, sourceFiles } from '../graph/compiled-cache.ts';
import { chooseAlignmentHeads } from './alignment-heads.ts';
import { openCompiledDecoder, type DecoderSettings } from './compiled-decoder.ts';
import { openNetworkFolder } from './model-folder.ts';
import { openOptimumDecoder } from './optimum-decoder.ts';
import type { StepDecoder } from './step-decoder.ts';

/** How the network of a model folder is opened. */
export interface OpenDecoderSettings extends Omit<DecoderSettings, 'alignmentHeads'> {
  /** Whether it keeps what tells when tokens are spoken; only checkpoints can. */
  readonly wordTimestamps?: boolean;
}

/**
 * Opens the network of a model folder of either layout, compiling a checkpoint first where that is still to do.
 *
 * @throws WhisperBatchError `MODEL_…` or `COMPILE_FAILED`
 */
export async function openDecoder(
  modelFolder: string,
  { wordTimestamps = false, ...settings }: OpenDecoderSettings,
): Promise<StepDecoder> {
  const folder = openNetworkFolder(modelFolder);
  if (folder.layout === 'optimum') return openOptimumDecoder(folder, settings);
  const graphs = findCompiledGraphs(folder.path, sourceFiles(folder)) ?? (await compileCheckpoint(folder.path));
  if (!wordTimestamps) return openCompiledDecoder(graphs, folder.config, settings);
  const alignmentHeads = chooseAlignmentHeads(folder.generation.alignmentHeads, folder.config);
  return openCompiledDecoder(graphs, folder.config, { ...settings, alignmentHeads });
}
