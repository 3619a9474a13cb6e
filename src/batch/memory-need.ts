import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { WhisperConfig } from '../graph/whisper-config.ts';
import { OPTIMUM_FILES } from '../graph/optimum-layout.ts';
import { AUDIO_POSITIONS, WINDOW_SAMPLES } from '../hyperparameters.ts';
import type { AlignmentHead } from '../model/alignment-heads.ts';
import type { ModelFolder } from '../model/model-folder.ts';

/** What a run takes in bytes, by what it grows with. */
export interface MemoryNeed {
  /** Once: the main thread with the audio it reads, the program itself, and weights that all workers share. */
  readonly sharedBytes: number;
  /** Weights that are read now and then: they stay in memory while there is room, and are given back when not. */
  readonly occasionalBytes: number;
  /** For each worker. */
  readonly workerBytes: number;
  /** For each window that a worker can hold. */
  readonly rowBytes: number;
}

const MIB = 2 ** 20;
const FLOAT_BYTES = 4;
/** The main thread: tokenizer (50,000 entries), decoders, filters, a few seconds of audio and a window's lookahead. */
const MAIN_BYTES = 90 * MIB;
/** Node and the native libraries, as far as they are in use. */
const PROGRAM_BYTES = 80 * MIB;
/** JavaScript of a worker thread. */
const THREAD_BYTES = 24 * MIB;
/** ONNX Runtime packs most weights of a graph a second time when it loads one that was not compiled here. */
const PACKED_SHARE = 2;

/** A model, and the heads whose attention to the audio is kept. */
export interface MemoryUser extends Pick<ModelFolder, 'layout' | 'path' | 'config'> {
  readonly alignmentHeads?: readonly AlignmentHead[];
}

/** What a model takes, from its dimensions; a model of several files is as large as they are. */
export function memoryNeed({ layout, path, config, alignmentHeads = [] }: MemoryUser): MemoryNeed {
  const isMapped = layout === 'checkpoint';
  const loadedBytes = isMapped
    ? 0
    : PACKED_SHARE * OPTIMUM_FILES.reduce((sum, name) => sum + size(join(path, name)), 0);
  // The copy of its samples in the worker is gone once there are keys and values; by then those of the window before it
  // may wait to be joined with it.
  const sampleBytes = 2 * WINDOW_SAMPLES * FLOAT_BYTES;
  return {
    sharedBytes: MAIN_BYTES + PROGRAM_BYTES + (isMapped ? mappedWeights(config) : 0),
    occasionalBytes: isMapped ? occasionalWeights(config) : 0,
    workerBytes: THREAD_BYTES + encoderRun(config) + loadedBytes,
    rowBytes: cacheRow(config) + alignmentHeads.length * attentionOfHead(config) + sampleBytes,
  };
}

/** Bytes that a number of workers with so many rows each takes. */
export function neededBytes(need: MemoryNeed, workers: number, rows: number): number {
  return need.sharedBytes + need.occasionalBytes + workers * (need.workerBytes + rows * need.rowBytes);
}

// The parts of the mapped weights that runs read, which have to stay in memory for them to be fast.
function mappedWeights(config: WhisperConfig): number {
  const { modelWidth: width, encoderLayers, decoderLayers } = config;
  const encoderLayer = 4 * width ** 2 + 2 * width * config.encoderFeedForwardWidth;
  // Four products of its own attention and two of that to the audio; the other two belong to the encoder graph.
  const decoderLayer = 8 * width ** 2 + 2 * width * config.decoderFeedForwardWidth;
  const screening = config.vocabularySize * width;
  return FLOAT_BYTES * (encoderLayers * encoderLayer + decoderLayers * decoderLayer) + 2 * screening;
}

// All logits are computed where screening does not do, from a matrix of their own; screening takes the rows of tokens
// from another, of which those that have been spoken stay (half of this where they are in half precision).
function occasionalWeights({ vocabularySize, modelWidth }: WhisperConfig): number {
  const matrix = vocabularySize * modelWidth;
  return FLOAT_BYTES * matrix + (FLOAT_BYTES - 1) * matrix;
}

// Attention of one layer between all positions, and its activations; or, at the end, the keys and values of the audio as
// they leave, twice because onnxruntime-node copies them.
function encoderRun(config: WhisperConfig): number {
  const { modelWidth, encoderHeads, encoderFeedForwardWidth } = config;
  const scores = encoderHeads * AUDIO_POSITIONS ** 2;
  const activations = AUDIO_POSITIONS * (encoderFeedForwardWidth + 4 * modelWidth);
  return Math.max(FLOAT_BYTES * (scores + activations), 2 * crossRow(config));
}

function cacheRow(config: WhisperConfig): number {
  return crossRow(config) + 2 * config.decoderLayers * config.maxTokens * config.modelWidth * FLOAT_BYTES;
}

function crossRow({ decoderLayers, modelWidth }: WhisperConfig): number {
  return 2 * decoderLayers * AUDIO_POSITIONS * modelWidth * FLOAT_BYTES;
}

// From each token to each position.
function attentionOfHead({ maxTokens }: WhisperConfig): number {
  return maxTokens * AUDIO_POSITIONS * FLOAT_BYTES;
}

// The weights of large exports lie beside the graph.
function size(path: string): number {
  return [path, `${path}_data`, `${path}.data`].reduce((sum, each) => {
    return sum + (statSync(each, { throwIfNoEntry: false })?.size ?? 0);
  }, 0);
}
