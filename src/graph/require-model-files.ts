import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WhisperBatchError } from '../errors.ts';
import { JsonFile } from '../json-file.ts';
import { errorsOf, missingFiles, throwTogether } from '../model-errors.ts';
import { checkAllPublished } from './published-hashes.ts';
import { openSafetensors } from './safetensors.ts';
import { checkpointWeightFiles, WEIGHT_INDEX } from './weight-files.ts';
import { parseWhisperConfig } from './whisper-config.ts';

/** Takes too long to be read at every start only to be checked; whatever opens it says what is wrong with it. */
const LARGE_FILE = 'tokenizer.json';

/**
 * Checks that files of a model folder, and the weights of a checkpoint, are there and begin as such files do. Where one
 * is wrong, all that is wrong with the folder is told: hashes are compared with its `SHA256SUMS` then as well.
 *
 * @throws WhisperBatchError `MODEL_INCOMPLETE`, `MODEL_DAMAGED`, `MODEL_UNSUPPORTED`, naming every such file
 */
export function requireModelFiles(folder: string, names: readonly string[]): void {
  const required = [...names, ...knownWeightFiles(folder)];
  const isThere = (name: string): boolean => existsSync(join(folder, name));
  const missing = required.filter((name) => !isThere(name));
  const present = [WEIGHT_INDEX, ...required].filter(isThere);
  const isWrong = (name: string): boolean => contentErrors(folder, name).length > 0;
  if (missing.length === 0 && !present.some((name) => name !== LARGE_FILE && isWrong(name))) return;
  throwTogether([
    ...missingErrors(folder, missing, required.length),
    ...present.flatMap((name) => contentErrors(folder, name)),
    ...errorsOf(() => checkAllPublished(folder, [...missing, ...present.filter(isWrong)])),
  ]);
}

function knownWeightFiles(folder: string): readonly string[] {
  try {
    return checkpointWeightFiles(folder);
  } catch {
    // What is wrong with the index is told with the content of all files.
    return [];
  }
}

function missingErrors(folder: string, missing: readonly string[], requiredCount: number): WhisperBatchError[] {
  if (missing.length === 0) return [];
  return [missingFiles(folder, `expected ${String(requiredCount)} model files, missing ${missing.join(', ')}`)];
}

function contentErrors(folder: string, name: string): readonly WhisperBatchError[] {
  const path = join(folder, name);
  if (name === WEIGHT_INDEX) return errorsOf(() => checkpointWeightFiles(folder));
  if (name === 'config.json') return errorsOf(() => parseWhisperConfig(JsonFile.read(path)));
  if (name.endsWith('.json')) return errorsOf(() => JsonFile.read(path));
  return name.endsWith('.safetensors') ? errorsOf(() => openSafetensors(path)) : [];
}
