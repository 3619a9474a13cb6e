import { join } from 'node:path';
import { WhisperBatchError } from '../errors.ts';
import { JsonFile } from '../json-file.ts';
import { requireModelFiles } from './require-model-files.ts';
import { openSafetensors, readHalves, readTensor, type SafetensorsFile, type TensorEntry } from './safetensors.ts';
import { checkpointWeightFiles } from './weight-files.ts';
import { parseWhisperConfig, type WhisperConfig } from './whisper-config.ts';

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
  /** Whether a tensor is stored in half precision. */
  isHalf(name: string): boolean;
  /**
   * The bit patterns of a tensor that {@link isHalf}, as they are stored.
   *
   * @throws WhisperBatchError `MODEL_DAMAGED` when it is absent or has other dimensions
   */
  halves(name: string, dims: readonly number[]): Uint16Array<ArrayBuffer>;
}

/**
 * Opens a checkpoint folder and checks the header of every weight file.
 *
 * @throws WhisperBatchError `MODEL_INCOMPLETE`, `MODEL_DAMAGED`, `MODEL_UNSUPPORTED`, naming every such file
 */
export function openCheckpoint(folder: string): Checkpoint {
  requireModelFiles(folder, ['config.json']);
  const weightFiles = checkpointWeightFiles(folder);
  const config = parseWhisperConfig(JsonFile.read(join(folder, 'config.json')));
  const files = weightFiles.map((name) => openSafetensors(join(folder, name)));
  requireAllLayers({ folder, files }, config);
  return { folder, config, weightFiles, ...namedTensors({ folder, files }) };
}

function namedTensors(open: OpenFiles): Pick<Checkpoint, 'tensor' | 'isHalf' | 'halves'> {
  return {
    tensor: (name, dims) => readTensor(...findTensor(open, name, dims)),
    isHalf: (name) => open.files.some(({ tensors }) => tensors.get(name)?.dtype === 'F16'),
    halves: (name, dims) => readHalves(...findTensor(open, name, dims)),
  };
}

interface OpenFiles {
  readonly folder: string;
  readonly files: readonly SafetensorsFile[];
}

// A network without its last layers computes something, and nothing tells of it.
function requireAllLayers({ folder, files }: OpenFiles, { encoderLayers, decoderLayers }: WhisperConfig): void {
  const names = files.flatMap(({ tensors }) => Array.from(tensors.keys()));
  for (const [side, layers] of [['encoder', encoderLayers] as const, ['decoder', decoderLayers] as const]) {
    const held = Math.max(0, ...names.map((name) => layerNumber(name, side)));
    if (held <= layers) continue;
    const what = `expected \`${side}_layers\` to be ${String(held)}, as many as the weight files hold, found ${String(layers)}`;
    throw unusable(join(folder, 'config.json'), what);
  }
}

/** Which layer of a side a tensor belongs to, from 1; 0 for others. */
function layerNumber(name: string, side: string): number {
  const [, index] = new RegExp(`^model\\.${side}\\.layers\\.(\\d+)\\.`, 'u').exec(name) ?? [];
  return index === undefined ? 0 : Number(index) + 1;
}

function findTensor(
  { folder, files }: OpenFiles,
  name: string,
  dims: readonly number[],
): [SafetensorsFile, TensorEntry] {
  const file = files.find(({ tensors }) => tensors.has(name));
  const entry = file?.tensors.get(name);
  if (!file || !entry) throw unusable(folder, `expected a tensor \`${name}\`, found none in the weight files`);
  if (entry.shape.join() !== dims.join()) {
    throw unusable(file.path, `expected \`${name}\` as [${dims.join(', ')}], found [${entry.shape.join(', ')}]`);
  }
  return [file, entry];
}

function unusable(path: string, what: string): WhisperBatchError {
  const remedy = 'Check that config.json and the weight files belong to the same Whisper checkpoint.';
  return new WhisperBatchError('MODEL_DAMAGED', `${path}: ${what}.`, remedy);
}
