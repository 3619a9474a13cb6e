import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord, JsonFile } from '../json-file.ts';
import { damagedFile } from '../model-errors.ts';

/** Names the weight files of a checkpoint that has several. */
export const WEIGHT_INDEX = 'model.safetensors.index.json';
const SINGLE_FILE = 'model.safetensors';

/** Whether a folder holds a checkpoint, whole or not. */
export function holdsCheckpoint(folder: string): boolean {
  return [WEIGHT_INDEX, SINGLE_FILE].some((name) => existsSync(join(folder, name)));
}

/**
 * The names of a checkpoint's weight files, whether or not they exist; empty when the folder holds no checkpoint.
 *
 * @throws WhisperBatchError `MODEL_DAMAGED` when the index of the weights is no index
 */
export function checkpointWeightFiles(folder: string): readonly string[] {
  const indexPath = join(folder, WEIGHT_INDEX);
  if (existsSync(indexPath)) return filesInIndex(JsonFile.read(indexPath));
  return existsSync(join(folder, SINGLE_FILE)) ? [SINGLE_FILE] : [];
}

function filesInIndex(index: JsonFile): readonly string[] {
  const map = index.get('weight_map');
  const names = isRecord(map) ? [...new Set(Object.values(map))] : [];
  // A weight file beside the index and nowhere else: a name with a path could leave the model folder.
  if (names.length > 0 && names.every((name) => typeof name === 'string' && /^[\w.-]+\.safetensors$/.test(name))) {
    return (names as string[]).sort();
  }
  throw damagedFile(index.path, 'expected `weight_map` to name safetensors files beside it');
}
