import { chmod, copyFile, mkdtemp, rename, rm, rmdir } from 'node:fs/promises';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { describeThrown, WhisperBatchError } from '../errors.ts';
import { openCheckpoint, type Checkpoint } from './checkpoint.ts';
import type { CompileListener } from './compile-checkpoint.ts';
import { sourceFiles } from './compiled-cache.ts';
import type { GraphBuilder } from './graph-builder.ts';
import { buildOptimumDecoder, buildOptimumDecoderWithPast } from './optimum-decoder-graph.ts';
import { buildOptimumEncoder } from './optimum-encoder-graph.ts';
import { OPTIMUM_DECODER, OPTIMUM_DECODER_WITH_PAST, OPTIMUM_ENCODER } from './optimum-layout.ts';
import { hashModelFiles } from './published-hashes.ts';
import { requireModelFiles } from './require-model-files.ts';
import { writeModel } from './write-model.ts';
import { makeFolder } from '../make-folder.ts';
import { syncFiles, syncFolder } from '../sync-files.ts';

const REQUIRED_COMPANIONS = ['config.json', 'generation_config.json', 'tokenizer.json'];
/** Files that other programs look for beside the graphs, where the checkpoint has them. */
const OPTIONAL_COMPANIONS = [
  'preprocessor_config.json',
  'processor_config.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.json',
  'merges.txt',
  'normalizer.json',
];

const GRAPHS: readonly (readonly [name: string, build: (checkpoint: Checkpoint) => GraphBuilder])[] = [
  [OPTIMUM_ENCODER, buildOptimumEncoder],
  [OPTIMUM_DECODER, buildOptimumDecoder],
  [OPTIMUM_DECODER_WITH_PAST, buildOptimumDecoderWithPast],
];

/**
 * Writes a checkpoint as Optimum's three ONNX graphs with the configuration and tokenizer files beside them, and gives
 * the absolute path of that folder.
 *
 * Only operators of the ONNX standard are used. Each graph's weights lie beside it as `NAME.onnx_data`. The folder
 * appears under its name when it is complete.
 *
 * @throws WhisperBatchError `OUTPUT_FAILED` when the target is in use or cannot be written, `MODEL_…` when the
 *   checkpoint is unusable
 */
export async function exportOptimum(
  checkpointFolder: string,
  targetFolder: string,
  listener: CompileListener = () => undefined,
): Promise<string> {
  const target = resolve(targetFolder);
  requireUnused(target);
  const checkpoint = openCompleteCheckpoint(checkpointFolder);
  listener('checking the weights');
  await hashModelFiles(checkpointFolder, sourceFiles(checkpoint));
  try {
    await writeFolder(target, checkpoint, listener);
    return target;
  } catch (error) {
    throw exportError(target, error);
  }
}

function requireUnused(target: string): void {
  if (!existsSync(target)) return;
  const isFolder = statSync(target).isDirectory();
  if (isFolder && readdirSync(target).length === 0) return;
  const found = isFolder ? 'a folder with files in it' : 'a file';
  const message = `Expected ${target} to be a new or an empty folder, found ${found}.`;
  throw new WhisperBatchError('OUTPUT_FAILED', message, 'Give the name of a folder that does not exist yet.');
}

function openCompleteCheckpoint(folder: string): Checkpoint {
  requireModelFiles(folder, REQUIRED_COMPANIONS);
  const checkpoint = openCheckpoint(folder);
  if (checkpoint.weightFiles.length > 0) return checkpoint;
  const message = `${folder}: expected a Whisper checkpoint (model.safetensors or model.safetensors.index.json), found none.`;
  throw new WhisperBatchError('MODEL_INCOMPLETE', message, 'Give a folder that holds the safetensors files.');
}

async function writeFolder(target: string, checkpoint: Checkpoint, listener: CompileListener): Promise<void> {
  const parent = dirname(target);
  await makeFolder(parent);
  // Beside the target, because a folder can be renamed only within one file system.
  const temporary = await mkdtemp(join(parent, `.${basename(target)}-unfinished-`));
  try {
    // mkdtemp makes folders that only their owner can enter.
    await chmod(temporary, 0o755);
    for (const [name, build] of GRAPHS) {
      listener(`writing ${name}`);
      await writeModel(build(checkpoint), join(temporary, name), { weightsPath: join(temporary, `${name}_data`) });
    }
    await copyCompanions(checkpoint.folder, temporary);
    await syncFiles(temporary);
    await rename(temporary, await removeEmpty(target));
    await syncFolder(parent);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function copyCompanions(from: string, to: string): Promise<void> {
  const names = [...REQUIRED_COMPANIONS, ...OPTIONAL_COMPANIONS].filter((name) => existsSync(join(from, name)));
  for (const name of names) await copyFile(join(from, name), join(to, name));
}

// Not every system lets a folder be renamed onto an empty one.
async function removeEmpty(target: string): Promise<string> {
  if (existsSync(target)) await rmdir(target);
  return target;
}

function exportError(target: string, error: unknown): WhisperBatchError {
  if (error instanceof WhisperBatchError) return error;
  const message = `Writing an ONNX export to ${target} failed: ${describeThrown(error)}.`;
  const remedy = 'Check that the folder above it can be written to and has room for four times the checkpoint.';
  return new WhisperBatchError('OUTPUT_FAILED', message, remedy, { cause: error });
}
