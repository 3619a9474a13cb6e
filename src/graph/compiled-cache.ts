import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { isRecord } from '../json-file.ts';
import { areHashedFiles, isUnchanged, withPresentTimes, type HashedFile } from './checkpoint-hashes.ts';
import { cpuFeatures } from './cpu-features.ts';
import { keepRecord } from './keep-record.ts';
import { onnxRuntimeVersion } from './onnx-session.ts';

/** Raised whenever the graphs that are built change, so that older compiled ones are not used. */
export const GRAPH_VERSION = 12;

/** Graphs compiled for this machine. */
export interface CompiledGraphs {
  readonly folder: string;
  readonly encoderPath: string;
  readonly decoderPath: string;
  readonly projectionPath: string;
  readonly screeningPath: string;
  /** The speech detector's, which is the same for all checkpoints. */
  readonly speechPath: string;
}

/** Says what a compiled folder was made from and what it must hold. */
export interface CompiledManifest {
  readonly graph_version: number;
  readonly onnxruntime_version: string;
  readonly cpu: string;
  /** The checkpoint's files. */
  readonly sources: readonly HashedFile[];
  /** The compiled files. */
  readonly files: readonly HashedFile[];
}

export const MANIFEST_FILE = 'manifest.json';
export const ENCODER_FILE = 'encoder.onnx';
export const DECODER_FILE = 'decoder.onnx';
export const PROJECTION_FILE = 'projection.onnx';
export const SCREENING_FILE = 'screening.onnx';
export const SPEECH_FILE = 'speech.onnx';
const GRAPH_FILES = [ENCODER_FILE, DECODER_FILE, PROJECTION_FILE, SCREENING_FILE, SPEECH_FILE];

/** The compiled graphs of a checkpoint folder, or `undefined` when there are none that fit files and machine. */
export function findCompiledGraphs(modelFolder: string, sourceNames: readonly string[]): CompiledGraphs | undefined {
  const key = compiledKey(modelFolder, sourceNames);
  return compiledParents(modelFolder)
    .map((parent) => join(parent, key))
    .filter((folder) => isUsable(folder, modelFolder))
    .map(compiledGraphs)[0];
}

/** The checkpoint's files that a compiled folder was made from; none where it does not say. */
export function compiledSources(folder: string): readonly HashedFile[] {
  return readManifest(folder)?.sources ?? [];
}

/** Files whose content decides what is compiled. */
export function sourceFiles({ weightFiles }: { readonly weightFiles: readonly string[] }): readonly string[] {
  return ['config.json', ...weightFiles];
}

/** Paths of the graphs in a compiled folder. */
export function compiledGraphs(folder: string): CompiledGraphs {
  return {
    folder,
    encoderPath: join(folder, ENCODER_FILE),
    decoderPath: join(folder, DECODER_FILE),
    projectionPath: join(folder, PROJECTION_FILE),
    screeningPath: join(folder, SCREENING_FILE),
    speechPath: join(folder, SPEECH_FILE),
  };
}

/** Folders that may hold compiled graphs, in the order they are tried: beside the model, then the user's cache. */
export function compiledParents(modelFolder: string): readonly string[] {
  // Each model folder has a place of its own in the cache: two fine-tuned models may differ in nothing but values.
  const place = createHash('sha256').update(resolve(modelFolder)).digest('hex').slice(0, 16);
  return [join(modelFolder, '.compiled'), join(userCacheFolder(), 'whisper-batch', 'compiled', place)];
}

/**
 * Name of the compiled folder: changes with the checkpoint's configuration and layout, the graphs, ONNX Runtime and
 * the CPU's instruction sets. Weight values are told apart by the manifest's hashes.
 */
export function compiledKey(modelFolder: string, sourceNames: readonly string[]): string {
  const sizes = sourceNames.map((name) => `${name} ${String(statSync(join(modelFolder, name)).size)}`);
  const config = readFileSync(join(modelFolder, 'config.json'), 'utf8');
  const parts = [GRAPH_VERSION, onnxRuntimeVersion(), cpuFeatures(), config, ...sizes];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

function isUsable(folder: string, modelFolder: string): boolean {
  try {
    return isComplete(folder, modelFolder);
  } catch {
    // What cannot be read is compiled again.
    return false;
  }
}

function isComplete(folder: string, modelFolder: string): boolean {
  const manifest = readManifest(folder);
  if (manifest?.cpu !== cpuFeatures() || manifest.onnxruntime_version !== onnxRuntimeVersion()) return false;
  return (
    manifest.files.every((file) => !isLink(join(folder, file.name)) && isUnchanged(folder, file)) &&
    manifest.sources.every((file) => isUnchanged(modelFolder, file)) &&
    renewTimes(folder, modelFolder, manifest)
  );
}

// ONNX Runtime opens no weights through a link that leads out of the folder.
function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

function readManifest(folder: string): CompiledManifest | undefined {
  const path = join(folder, MANIFEST_FILE);
  if (!existsSync(path)) return undefined;
  try {
    const manifest: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isManifest(manifest) ? manifest : undefined;
  } catch {
    // A damaged manifest means: compile again.
    return undefined;
  }
}

function isManifest(value: unknown): value is CompiledManifest {
  if (!isRecord(value) || !areHashedFiles(value['files']) || !areHashedFiles(value['sources'])) return false;
  const names = value['files'].map(({ name }) => name);
  return names.every((name) => basename(name) === name) && GRAPH_FILES.every((name) => names.includes(name));
}

/**
 * Writes down the times that files have now, once their content has been hashed and found unchanged: after a copy, only
 * the first start hashes. Always true.
 */
function renewTimes(folder: string, modelFolder: string, manifest: CompiledManifest): true {
  const files = manifest.files.map((file) => withPresentTimes(folder, file));
  const sources = manifest.sources.map((file) => withPresentTimes(modelFolder, file));
  const renewed: CompiledManifest = { ...manifest, files, sources };
  // A folder that may not be written to is hashed again by the next start.
  if (JSON.stringify(renewed) !== JSON.stringify(manifest)) keepRecord(join(folder, MANIFEST_FILE), renewed);
  return true;
}

/** The folder that this user's programs keep what they can make again in. */
export function userCacheFolder(): string {
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  if (process.platform === 'win32') return process.env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  const configured = process.env['XDG_CACHE_HOME'] ?? '';
  // As the XDG base directory specification has it: empty and relative paths do not count.
  return isAbsolute(configured) ? configured : join(homedir(), '.cache');
}
