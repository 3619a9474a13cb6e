import { access, chmod, constants, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeThrown, WhisperBatchError } from '../errors.ts';
import { openCheckpoint, type Checkpoint } from './checkpoint.ts';
import { hashFile, type HashedFile } from './checkpoint-hashes.ts';
import {
  compiledGraphs,
  compiledKey,
  compiledParents,
  DECODER_FILE,
  ENCODER_FILE,
  findCompiledGraphs,
  GRAPH_VERSION,
  MANIFEST_FILE,
  PROJECTION_FILE,
  SCREENING_FILE,
  SPEECH_FILE,
  sourceFiles,
  type CompiledGraphs,
  type CompiledManifest,
} from './compiled-cache.ts';
import { cpuFeatures } from './cpu-features.ts';
import { buildDecoder } from './decoder-graph.ts';
import { buildEncoder } from './encoder-graph.ts';
import type { GraphBuilder } from './graph-builder.ts';
import { placeOfWeight } from './onnx-protobuf.ts';
import { onnxRuntimeVersion, saveOptimized } from './onnx-session.ts';
import { buildProjection, TOKEN_TABLE } from './projection-graph.ts';
import { hashModelFiles } from './published-hashes.ts';
import { buildScreening } from './screening-graph.ts';
import { readSileroWeights } from './silero-weights.ts';
import { buildSpeechGraph } from './speech-graph.ts';
import { writeModel, type WrittenWeights } from './write-model.ts';
import { makeFolder } from '../make-folder.ts';
import { syncFiles, syncFolder } from '../sync-files.ts';

const TEMPORARY_PREFIX = 'unfinished-';
const ABANDONED_AFTER_MS = 3_600_000;

/** Told what compilation is doing, for progress. */
export type CompileListener = (step: string) => void;

/**
 * Compiles a checkpoint's graphs for this machine and gives where they lie.
 *
 * Everything is written to a temporary folder that is renamed at the end: a kill leaves no half cache, and of two
 * processes that compile at once the second to finish uses what the first has made.
 *
 * @throws WhisperBatchError `MODEL_…` when the checkpoint is unusable, `COMPILE_FAILED` when nothing can be written
 */
export async function compileCheckpoint(
  modelFolder: string,
  listener: CompileListener = () => undefined,
): Promise<CompiledGraphs> {
  const checkpoint = openCheckpoint(modelFolder);
  listener('checking the weights');
  const sources = await hashModelFiles(modelFolder, sourceFiles(checkpoint));
  const parent = await writableParent(modelFolder);
  try {
    await removeAbandoned(parent);
    return await compileInto(parent, { checkpoint, sources, listener });
  } catch (error) {
    throw compileError(modelFolder, parent, error);
  }
}

interface Compilation {
  readonly checkpoint: Checkpoint;
  readonly sources: readonly HashedFile[];
  readonly listener: CompileListener;
}

async function compileInto(parent: string, { checkpoint, sources, listener }: Compilation): Promise<CompiledGraphs> {
  const temporary = await mkdtemp(join(parent, TEMPORARY_PREFIX));
  try {
    // A model folder may be shared; mkdtemp makes folders that only their owner can enter.
    await chmod(temporary, 0o755);
    await compileGraph(temporary, ENCODER_FILE, () => buildEncoder(checkpoint), listener);
    await compileGraph(temporary, DECODER_FILE, () => buildDecoder(checkpoint), listener);
    await compileGraph(temporary, PROJECTION_FILE, () => buildProjection(checkpoint), listener);
    await compileGraph(temporary, SPEECH_FILE, () => buildSpeechGraph(readSileroWeights()), listener);
    // As it is: ONNX Runtime crashes when it takes packed 8-bit weights from a file.
    listener(`building ${SCREENING_FILE}`);
    const written = await tokenTableOf(temporary);
    await writeModel(buildScreening(checkpoint), join(temporary, SCREENING_FILE), { written });
    await writeManifest(temporary, sources);
    // Later starts trust sizes and times.
    await syncFiles(temporary);
    return await publish(temporary, join(parent, compiledKey(checkpoint.folder, sourceFiles(checkpoint))), checkpoint);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

// Decoder and screening look rows of the same 106 MB up: in one file, those are in memory once.
async function tokenTableOf(folder: string): Promise<WrittenWeights> {
  const place = placeOfWeight(await readFile(join(folder, DECODER_FILE)), TOKEN_TABLE);
  return new Map(place ? [[TOKEN_TABLE, place]] : []);
}

async function compileGraph(
  folder: string,
  name: string,
  build: () => GraphBuilder,
  listener: CompileListener,
): Promise<void> {
  listener(`building ${name}`);
  const raw = join(folder, `raw-${name}`);
  await writeModel(build(), raw);
  listener(`optimising ${name} for this CPU`);
  await saveOptimized(raw, join(folder, name), `${name}.weights`);
  await Promise.all([rm(raw), rm(`${raw}.weights`)]);
}

async function writeManifest(folder: string, sources: readonly HashedFile[]): Promise<void> {
  const files = await Promise.all(readdirSync(folder).map((name) => hashFile(folder, name)));
  const manifest: CompiledManifest = {
    graph_version: GRAPH_VERSION,
    onnxruntime_version: onnxRuntimeVersion(),
    cpu: cpuFeatures(),
    sources,
    files,
  };
  await writeFile(join(folder, MANIFEST_FILE), JSON.stringify(manifest, undefined, 2));
}

async function publish(temporary: string, destination: string, checkpoint: Checkpoint): Promise<CompiledGraphs> {
  const other = findCompiledGraphs(checkpoint.folder, sourceFiles(checkpoint));
  if (other) return other;
  // What lies there now is damaged or of other weights; it is moved aside first, because a folder cannot be replaced.
  const aside = `${temporary}-replaced`;
  await rename(destination, aside).catch(() => undefined);
  await rename(temporary, destination).catch((error: unknown) => {
    // Another process was faster between the two lines above.
    if (!findCompiledGraphs(checkpoint.folder, sourceFiles(checkpoint))) throw error;
  });
  await syncFolder(dirname(destination));
  await rm(aside, { recursive: true, force: true });
  return compiledGraphs(destination);
}

async function writableParent(modelFolder: string): Promise<string> {
  const parents = compiledParents(modelFolder);
  for (const parent of parents) {
    if (await canWrite(parent)) return parent;
  }
  const message = `Compiled graphs can be written neither to ${parents.join(' nor to ')}.`;
  throw new WhisperBatchError(
    'COMPILE_FAILED',
    message,
    'Make one of these folders writable; about 800 MB are needed.',
  );
}

async function canWrite(folder: string): Promise<boolean> {
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK);
    return true;
  } catch {
    // Read-only or not a folder: the next place is tried.
    return false;
  }
}

// Left behind by a process that was killed; a living one needs seconds, not an hour.
async function removeAbandoned(parent: string): Promise<void> {
  for (const name of readdirSync(parent).filter((entry) => entry.startsWith(TEMPORARY_PREFIX))) {
    // Another process may just have finished with it.
    const found = await stat(join(parent, name)).catch(() => undefined);
    const isAbandoned = found !== undefined && Date.now() - found.mtimeMs > ABANDONED_AFTER_MS;
    if (isAbandoned) await rm(join(parent, name), { recursive: true, force: true });
  }
}

function compileError(modelFolder: string, parent: string, error: unknown): WhisperBatchError {
  if (error instanceof WhisperBatchError) return error;
  const message = `${modelFolder}: compiling into ${dirname(parent)} failed: ${describeThrown(error)}.`;
  return new WhisperBatchError('COMPILE_FAILED', message, 'Check that about 1.2 GB are free there and try again.', {
    cause: error,
  });
}
