import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { WhisperBatchError } from '../errors.ts';
import { isRecord, JsonFile } from '../json-file.ts';
import { openSafetensors, readTensor, type SafetensorsFile } from './safetensors.ts';
import { parseWhisperConfig, type WhisperConfig } from './whisper-config.ts';

const INDEX_FILE = 'model.safetensors.index.json';
const SINGLE_FILE = 'model.safetensors';

/** A Hugging Face Whisper checkpoint: `config.json` and weights in one or more safetensors files. */
export interface Checkpoint {
  readonly folder: string;
  readonly config: WhisperConfig;
  /** Weight files, relative to the folder. */
  readonly weightFiles: readonly string[];
  /**
   * Values of a tensor as float32, row-major.
   *
   * @throws WhisperBatchError `MODEL_DAMAGED` when it is absent or has other dimensions
   */
  tensor(name: string, dims: readonly number[]): Float32Array<ArrayBuffer>;
}

/**
 * Opens a checkpoint folder and checks the header of every weight file.
 *
 * @throws WhisperBatchError `MODEL_INCOMPLETE` naming every missing file, `MODEL_DAMAGED`, `MODEL_UNSUPPORTED`
 */
export function openCheckpoint(folder: string): Checkpoint {
  const weightFiles = checkpointWeightFiles(folder);
  requireFiles(folder, ['config.json', ...weightFiles]);
  const config = parseWhisperConfig(JsonFile.read(join(folder, 'config.json')));
  const files = weightFiles.map((name) => openSafetensors(join(folder, name)));
  return { folder, config, weightFiles, tensor: (name, dims) => readNamedTensor({ folder, files }, name, dims) };
}

/** The names of a checkpoint's weight files, whether or not they exist; empty when the folder holds no checkpoint. */
export function checkpointWeightFiles(folder: string): readonly string[] {
  const indexPath = join(folder, INDEX_FILE);
  if (existsSync(indexPath)) return filesInIndex(JsonFile.read(indexPath));
  return existsSync(join(folder, SINGLE_FILE)) ? [SINGLE_FILE] : [];
}

/**
 * Checks that files exist below a model folder.
 *
 * @throws WhisperBatchError `MODEL_INCOMPLETE` naming all that are missing
 */
export function requireFiles(folder: string, names: readonly string[]): void {
  const missing = names.filter((name) => !existsSync(join(folder, name)));
  if (missing.length === 0) return;
  const message = `${folder}: expected ${String(names.length)} model files, missing ${missing.join(', ')}.`;
  throw new WhisperBatchError('MODEL_INCOMPLETE', message, 'Copy the missing files into the model folder.');
}

function filesInIndex(index: JsonFile): readonly string[] {
  const map = index.get('weight_map');
  const names = isRecord(map) ? [...new Set(Object.values(map))] : [];
  // A weight file beside the index and nowhere else: a name with a path could leave the model folder.
  if (names.length > 0 && names.every((name) => typeof name === 'string' && /^[\w.-]+\.safetensors$/.test(name))) {
    return (names as string[]).sort();
  }
  const message = `${index.path}: expected \`weight_map\` to name safetensors files beside it.`;
  throw new WhisperBatchError('MODEL_DAMAGED', message, 'Get the file again from where the model came from.');
}

interface OpenFiles {
  readonly folder: string;
  readonly files: readonly SafetensorsFile[];
}

function readNamedTensor(
  { folder, files }: OpenFiles,
  name: string,
  dims: readonly number[],
): Float32Array<ArrayBuffer> {
  const file = files.find(({ tensors }) => tensors.has(name));
  const entry = file?.tensors.get(name);
  if (!file || !entry) throw unusable(folder, `expected a tensor \`${name}\`, found none in the weight files`);
  if (entry.shape.join() !== dims.join()) {
    throw unusable(file.path, `expected \`${name}\` as [${dims.join(', ')}], found [${entry.shape.join(', ')}]`);
  }
  return readTensor(file, entry);
}

function unusable(path: string, what: string): WhisperBatchError {
  const remedy = 'Check that config.json and the weight files belong to the same Whisper checkpoint.';
  return new WhisperBatchError('MODEL_DAMAGED', `${path}: ${what}.`, remedy);
}
