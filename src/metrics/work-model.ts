import type { WhisperConfig } from '../graph/whisper-config.ts';
import {
  AUDIO_POSITIONS,
  FFT_LENGTH_SAMPLES,
  HOP_LENGTH_SAMPLES,
  WINDOW_FRAMES,
  WINDOW_SAMPLES,
  WINDOW_SECONDS,
} from '../hyperparameters.ts';

/**
 * What Whisper has to compute and to read, from its sizes alone. A product of `[m, k]` and `[k, n]` counts 2·m·k·n
 * operations; normalisations, activations and softmax, a percent together, count nothing.
 *
 * Letters: T = 1500 positions of a window, d = width, f = feed-forward width.
 */

const FLOAT_BYTES = 4;
const KERNEL_WIDTH = 3;
const FREQUENCY_BINS = FFT_LENGTH_SAMPLES / 2 + 1; // 201

/** Arithmetic operations and bytes moved between memory and cores. */
export interface Work {
  readonly flops: number;
  readonly bytes: number;
}

/** Windows, and the seconds of audio in them. */
export interface EncodedWindows {
  readonly windows: number;
  readonly audioSeconds: number;
}

/** The network runs that decoding took. */
export interface DecoderRuns {
  /** Runs of the decoder, prompts included; each reads the weights once. */
  readonly steps: number;
  /** The rows of all those runs: a run of eight windows counts eight. */
  readonly rowSteps: number;
}

/** The parts of encoding one window, in floating-point operations. */
export interface EncoderFlops {
  /** Fourier transform as a convolution, 2 · 3001 · 402 · 400, and the filters, 2 · mels · 201 · 3000. */
  readonly logMel: number;
  /** 2 · 3000 · d · mels · 3 and 2 · T · d · d · 3. */
  readonly convolutions: number;
  /** Query, key, value and output: 4 · 2 · T · d² a layer. */
  readonly projections: number;
  /** Scores and their product with the values: 2 · 2 · T² · d a layer. */
  readonly attention: number;
  /** 2 · 2 · T · d · f a layer. */
  readonly feedForward: number;
  /** Keys and values for the decoder: 2 · 2 · T · d² a decoder layer. */
  readonly crossProjections: number;
}

/** The operations of encoding one window of 30 s. */
export function encoderFlops(config: WhisperConfig): EncoderFlops {
  const { modelWidth: d, melBins, encoderLayers, encoderFeedForwardWidth: f, decoderLayers } = config;
  const T = AUDIO_POSITIONS;
  const frames = WINDOW_SAMPLES / HOP_LENGTH_SAMPLES + 1; // the last is dropped after the transform
  return {
    logMel: 2 * frames * 2 * FREQUENCY_BINS * FFT_LENGTH_SAMPLES + 2 * melBins * FREQUENCY_BINS * WINDOW_FRAMES,
    convolutions: 2 * WINDOW_FRAMES * d * melBins * KERNEL_WIDTH + 2 * T * d * d * KERNEL_WIDTH,
    projections: encoderLayers * 8 * T * d * d,
    attention: encoderLayers * 4 * T * T * d,
    feedForward: encoderLayers * 4 * T * d * f,
    crossProjections: decoderLayers * 4 * T * d * d,
  };
}

/**
 * The work of encoding windows one by one: spectrogram and convolutions of the audio, everything behind them of 30 s.
 * Each reads the weights once, takes its samples and gives the decoder's keys and values; what passes between layers is
 * left out, because it may stay in a cache.
 */
export function encodingWork(config: WhisperConfig, { windows, audioSeconds }: EncodedWindows): Work {
  const { logMel, convolutions, ...layers } = encoderFlops(config);
  const layerFlops = Object.values<number>(layers).reduce((sum, part) => sum + part, 0);
  // Windows that overlap hold more audio than the recording; the bound stays a lower one.
  const fullWindows = Math.min(windows, audioSeconds / WINDOW_SECONDS);
  const windowBytes = encoderWeightBytes(config) + crossCacheBytes(config);
  return {
    flops: windows * layerFlops + fullWindows * (logMel + convolutions),
    bytes: windows * windowBytes + fullWindows * FLOAT_BYTES * WINDOW_SAMPLES,
  };
}

/**
 * How states become tokens: `full` reads the output matrix as float32; `screened` reads it as bytes and computes exactly
 * only what those cannot rule out.
 */
export type OutputProjection = 'full' | 'screened';

/**
 * The work of decoding: every run reads the weights once, and each of its rows the keys and values of the audio. A
 * prompt counts as one token; keys and values of earlier tokens (2 % for 60 tokens), logits, and the arithmetic on bytes
 * count nothing, so that this stays a lower bound.
 */
export function decodingWork(
  config: WhisperConfig,
  { steps, rowSteps }: DecoderRuns,
  projection: OutputProjection,
): Work {
  const { modelWidth: d, decoderLayers, vocabularySize } = config;
  const attention = decoderLayers * 4 * AUDIO_POSITIONS * d;
  const logits = projection === 'full' ? 2 * vocabularySize * d : 0;
  const rowFlops = 2 * decoderLayerWeights(config) + logits + attention;
  const bytes = steps * decoderWeightBytes(config, projection) + rowSteps * crossCacheBytes(config);
  return { flops: rowSteps * rowFlops, bytes };
}

/** Bytes of the keys and values that one window hands to the decoder: 2 · T · d floats a layer. */
export function crossCacheBytes({ decoderLayers, modelWidth }: WhisperConfig): number {
  return FLOAT_BYTES * decoderLayers * 2 * AUDIO_POSITIONS * modelWidth;
}

/** Bytes of the weights that one run of the decoder reads, whatever the number of rows. */
export function decoderWeightBytes(config: WhisperConfig, projection: OutputProjection): number {
  const projectionBytes = config.vocabularySize * config.modelWidth * (projection === 'full' ? FLOAT_BYTES : 1);
  return FLOAT_BYTES * decoderLayerWeights(config) + projectionBytes;
}

/** Matrices of all layers: 6 · d² of attention (the keys and values of the audio are the encoder's) and 2 · d · f. */
function decoderLayerWeights({ decoderLayers, modelWidth: d, decoderFeedForwardWidth: f }: WhisperConfig): number {
  return decoderLayers * (6 * d * d + 2 * d * f);
}

/** Bytes of the matrices that encoding reads: those of {@link encoderFlops}, and the position table. */
function encoderWeightBytes(config: WhisperConfig): number {
  const { modelWidth: d, melBins, encoderLayers, encoderFeedForwardWidth: f, decoderLayers } = config;
  const logMel = 2 * FREQUENCY_BINS * FFT_LENGTH_SAMPLES + melBins * FREQUENCY_BINS;
  const convolutions = KERNEL_WIDTH * d * (melBins + d);
  const layers = encoderLayers * (4 * d * d + 2 * d * f) + decoderLayers * 2 * d * d;
  return FLOAT_BYTES * (logMel + convolutions + AUDIO_POSITIONS * d + layers);
}
