import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { WhisperBatchError } from '../errors.ts';
import { OPTIMUM_FILES } from '../graph/optimum-layout.ts';
import { requireModelFiles } from '../graph/require-model-files.ts';
import { checkpointWeightFiles, holdsCheckpoint } from '../graph/weight-files.ts';
import { parseWhisperConfig, type WhisperConfig } from '../graph/whisper-config.ts';
import { JsonFile } from '../json-file.ts';
import { unreadableFile } from '../model-errors.ts';
import { parseGenerationConfig, type GenerationConfig } from './generation-config.ts';

/** `checkpoint`: safetensors that are compiled; `optimum`: ONNX files that run as they are. */
export type ModelLayout = 'checkpoint' | 'optimum';

/** The network of a model folder that has been checked for completeness. */
export interface NetworkFolder {
  /** Absolute path. */
  readonly path: string;
  readonly layout: ModelLayout;
  /** Name of the model, e.g. `openai/whisper-base`. */
  readonly modelId: string;
  readonly config: WhisperConfig;
  readonly generation: GenerationConfig;
  /** Weight files of a checkpoint, relative to the folder; empty for ONNX files. */
  readonly weightFiles: readonly string[];
}

/** A network and the tokenizer that reads its tokens. */
export interface ModelFolder extends NetworkFolder {
  readonly tokenizerPath: string;
}

/**
 * Opens a model folder and tells its layout by what it holds.
 *
 * @param tokenizerJson another tokenizer than the folder's own
 * @throws WhisperBatchError `MODEL_NOT_FOUND`, `MODEL_INCOMPLETE`, `MODEL_DAMAGED`, `MODEL_UNSUPPORTED`, naming every
 *   file that is missing or damaged
 */
export function openModelFolder(folder: string, tokenizerJson?: string): ModelFolder {
  const network = openNetworkFolder(folder, tokenizerJson === undefined ? ['tokenizer.json'] : []);
  return { ...network, tokenizerPath: requireTokenizer(tokenizerJson ?? join(network.path, 'tokenizer.json')) };
}

/**
 * Opens a model folder without its tokenizer, as a worker does, which only knows tokens.
 *
 * @param alsoRequired further files that must be there
 * @throws WhisperBatchError as {@link openModelFolder}
 */
export function openNetworkFolder(folder: string, alsoRequired: readonly string[] = []): NetworkFolder {
  const path = resolve(folder);
  requireFolder(path);
  const layout = tellLayout(path);
  const onnxFiles = layout === 'optimum' ? OPTIMUM_FILES : [];
  requireModelFiles(path, ['config.json', 'generation_config.json', ...alsoRequired, ...onnxFiles]);
  const configFile = JsonFile.read(join(path, 'config.json'));
  return {
    path,
    layout,
    modelId: configFile.string('_name_or_path', basename(path)),
    config: parseWhisperConfig(configFile),
    generation: parseGenerationConfig(JsonFile.read(join(path, 'generation_config.json'))),
    weightFiles: checkpointWeightFiles(path),
  };
}

function requireFolder(path: string): void {
  if (existsSync(path) && statSync(path).isDirectory()) return;
  const found = existsSync(path) ? 'a file' : 'nothing';
  const message = `Expected a model folder at ${path}, found ${found}.`;
  throw new WhisperBatchError('MODEL_NOT_FOUND', message, 'Give the folder with --model-dir.');
}

// Where both lie in one folder, the checkpoint is taken: it runs faster.
function tellLayout(path: string): ModelLayout {
  if (holdsCheckpoint(path)) return 'checkpoint';
  if (OPTIMUM_FILES.some((name) => existsSync(join(path, name)))) return 'optimum';
  const message =
    `${path}: expected a Whisper checkpoint (model.safetensors or model.safetensors.index.json) ` +
    `or an ONNX export (${OPTIMUM_FILES.join(', ')}), found neither.`;
  throw new WhisperBatchError('MODEL_INCOMPLETE', message, 'Give a folder that holds one of the two with --model-dir.');
}

function requireTokenizer(path: string): string {
  const found = whatLiesAt(path);
  if (found !== 'a file') {
    const message = `Expected a tokenizer file at ${path}, found ${found}.`;
    throw new WhisperBatchError(
      'MODEL_INCOMPLETE',
      message,
      'Give the path of a tokenizer.json with --tokenizer-json.',
    );
  }
  requireReadable(path);
  return resolve(path);
}

function whatLiesAt(path: string): 'a file' | 'a folder' | 'something else' | 'nothing' {
  if (!existsSync(path)) return 'nothing';
  const stats = statSync(path);
  if (stats.isFile()) return 'a file';
  return stats.isDirectory() ? 'a folder' : 'something else';
}

function requireReadable(path: string): void {
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    throw unreadableFile(path, error);
  }
}
