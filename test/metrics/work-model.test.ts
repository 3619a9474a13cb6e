import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../src/graph/checkpoint.ts';
import { buildDecoder } from '../../src/graph/decoder-graph.ts';
import { buildEncoder } from '../../src/graph/encoder-graph.ts';
import { everyNode } from '../../src/graph/onnx-protobuf.ts';
import type { WhisperConfig } from '../../src/graph/whisper-config.ts';
import {
  crossCacheBytes,
  decoderWeightBytes,
  decodingWork,
  encoderFlops,
  encodingWork,
} from '../../src/metrics/work-model.ts';
import { WHISPER_BASE } from '../helpers/whisper-base.ts';

describe('encoderFlops', () => {
  it('is what pencil and paper give for whisper-base', () => {
    expect(encoderFlops(WHISPER_BASE)).toEqual({
      logMel: 965_121_600 + 96_480_000, // 2 · 3001 · 402 · 400 and 2 · 80 · 201 · 3000
      convolutions: 737_280_000 + 2_359_296_000, // 2 · 3000 · 512 · 80 · 3 and 2 · 1500 · 512 · 512 · 3
      projections: 18_874_368_000, // 6 · 8 · 1500 · 512²
      attention: 27_648_000_000, // 6 · 4 · 1500² · 512
      feedForward: 37_748_736_000, // 6 · 4 · 1500 · 512 · 2048
      crossProjections: 9_437_184_000, // 6 · 4 · 1500 · 512²
    });
  });

  it('counts the products that the encoder graph has', () => {
    const { logMel, convolutions, attention, ...products } = encoderFlops(WHISPER_BASE);
    const nodes = buildEncoder(sizesOnly(WHISPER_BASE));
    const weights = new Map(nodes.weights.map(({ name, dims }) => [name, dims]));
    // All 1500 rows go through the bodies of loops, a block at a time.
    const operations = everyNode(nodes.build([]));
    const flopsOf = (type: string, outputs: (name: string) => number): number =>
      operations
        .filter(({ opType }) => opType === type)
        .reduce((sum, { input: [, weight = ''] }) => sum + 2 * outputs(weight) * volume(weights.get(weight)), 0);
    expect(flopsOf('Gemm', () => 1500)).toBe(products.projections + products.feedForward + products.crossProjections);
    const positions = (name: string): number =>
      ({ 'log_mel.basis': 3001 })[name] ?? (name.includes('conv1') ? 3000 : 1500);
    expect(flopsOf('Conv', positions)).toBe(convolutions + logMel - 2 * 80 * 201 * 3000);
    const attentions = operations.filter(({ opType }) => opType === 'MultiHeadAttention').length;
    expect(attention).toBe(attentions * 2 * (2 * 1500 * 1500 * 512));
  });
});

describe('encodingWork', () => {
  it('adds up to 98 GFLOP and 134 MB for a window of whisper-base', () => {
    const one = encodingWork(WHISPER_BASE, { windows: 1, audioSeconds: 30 });
    expect(one.flops).toBe(97_866_465_600);
    // 23 874 288 weights, 480 000 samples and 9 216 000 keys and values of 4 bytes.
    expect(one.bytes).toBe(134_281_152);
    const three = encodingWork(WHISPER_BASE, { windows: 3, audioSeconds: 90 });
    expect(three).toEqual({ flops: 3 * one.flops, bytes: 3 * one.bytes });
  });

  it('leaves out spectrogram, convolutions and samples of the silence that fills a window', () => {
    const { logMel, convolutions } = encoderFlops(WHISPER_BASE);
    const full = encodingWork(WHISPER_BASE, { windows: 1, audioSeconds: 30 });
    expect(encodingWork(WHISPER_BASE, { windows: 1, audioSeconds: 7.5 })).toEqual({
      flops: full.flops - 0.75 * (logMel + convolutions),
      bytes: full.bytes - 0.75 * 4 * 480_000,
    });
  });
});

describe('decodingWork', () => {
  it('reads the weights once a run and the keys and values once a row', () => {
    expect(crossCacheBytes(WHISPER_BASE)).toBe(36_864_000); // 4 · 6 · 2 · 1500 · 512
    expect(decoderWeightBytes(WHISPER_BASE, 'full')).toBe(88_080_384 + 106_219_520); // 4 · 6 · 14 · 512², 4 · 51865 · 512
    expect(decodingWork(WHISPER_BASE, { steps: 1, rowSteps: 8 }, 'full')).toEqual({
      bytes: 194_299_904 + 8 * 36_864_000,
      flops: 8 * (2 * 22_020_096 + 2 * 26_554_880 + 18_432_000),
    });
  });

  it('reads a quarter of the output matrix, and multiplies none of it, where tokens are screened', () => {
    expect(decodingWork(WHISPER_BASE, { steps: 1, rowSteps: 1 }, 'screened')).toEqual({
      bytes: 88_080_384 + 26_554_880 + 36_864_000,
      flops: 2 * 22_020_096 + 18_432_000,
    });
  });

  it('counts the matrices that the decoder graph has in its layers', () => {
    const { weights } = buildDecoder(sizesOnly(WHISPER_BASE));
    const matrices = weights.filter(({ name, dims }) => name.includes('.layers.') && dims.length === 2);
    const bytes = matrices.reduce((sum, { dims }) => sum + 4 * volume(dims), 0);
    expect(bytes).toBe(decoderWeightBytes(WHISPER_BASE, 'screened') - 51_865 * 512);
  });
});

/** A checkpoint whose values are never asked for. */
function sizesOnly(config: WhisperConfig): Checkpoint {
  const unread = (): never => {
    throw new Error('Expected that only sizes are needed.');
  };
  return { folder: '/nowhere', config, weightFiles: [], tensor: unread, isHalf: () => true, halves: unread };
}

function volume(dims: readonly number[] | undefined): number {
  return (dims ?? []).reduce((product, size) => product * size, 1);
}
