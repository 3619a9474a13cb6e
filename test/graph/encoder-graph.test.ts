import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileCheckpoint } from '../../src/graph/compile-checkpoint.ts';
import { findCompiledGraphs, GRAPH_VERSION, sourceFiles } from '../../src/graph/compiled-cache.ts';
import { buildEncoder } from '../../src/graph/encoder-graph.ts';
import { openSession, tensor, type InferenceSession, type Tensor } from '../../src/graph/onnx-session.ts';
import { encodeModel } from '../../src/graph/write-model.ts';
import { encoderInput, type EncoderInput } from '../../src/model/encoder-input.ts';
import { openModelFolder } from '../../src/model/model-folder.ts';
import golden from '../golden/decoder-logits.json' with { type: 'json' };
import { modelFolder } from '../helpers/model-records.ts';
import { openGraph } from '../helpers/run-graph.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';
import { readClip, sampleHash } from '../helpers/speech-clip.ts';
import { openTinyCheckpoint } from '../helpers/tiny-export.ts';

describe('buildEncoder', () => {
  it('builds the graph that belongs to the graph version', () => {
    const bytes = encodeModel(buildEncoder(openTinyCheckpoint()));
    // If this fails, the graph has changed: raise GRAPH_VERSION, so that compiled ones are made anew, and note both here.
    expect([GRAPH_VERSION, createHash('sha256').update(bytes).digest('hex')]).toEqual([
      12,
      '597288e4f513065daa42aa0cea3d7af46d0cc6af1f31b0d5d597d30c21393399',
    ]);
  });

  it('takes samples and gives keys and values for each decoder layer', async () => {
    const session = await openGraph(buildEncoder(openTinyCheckpoint()));
    expect(session.inputMetadata).toMatchObject([
      { name: 'samples', type: 'float32', shape: [1, 'samples'] },
      { name: 'positions', type: 'int64', shape: [1500] },
    ]);
    expect(session.outputMetadata).toMatchObject(
      ['cross_k_0', 'cross_v_0', 'cross_k_1', 'cross_v_1'].map((name) => ({ name, shape: [1, 2, 1500, 64] })),
    );
    await session.release();
  });
});

describe('the compiled encoder of the real checkpoint', () => {
  let session: InferenceSession;
  let outputs: Readonly<Record<string, Tensor>>;

  beforeAll(async () => {
    const graphs =
      findCompiledGraphs(modelFolder, sourceFiles(openModelFolder(modelFolder))) ??
      (await compileCheckpoint(modelFolder));
    const settings = { threads: 2, allowSpinning: false, optimization: 'disabled' } as const;
    session = await openSession(graphs.encoderPath, settings);
    const samples = await readClip(golden.clip);
    expect(sampleHash(samples)).toBe(golden.sampleSha256);
    outputs = await session.run(feedsOf(samples, encoderInput(samples.length)));
  });

  afterAll(() => session.release());

  const cases = golden.crossAttention.flatMap(({ layer, keys, values }) => [
    { name: `cross_k_${String(layer)}`, expected: keys },
    { name: `cross_v_${String(layer)}`, expected: values },
  ]);

  it.each([0, 1, 399, 16_000, 100_123, 470_000, 479_000, 479_840, 480_000])(
    'gives for %i samples what it gives when all 30 s are computed',
    async (audioSamples) => {
      const samples = seededNoise(audioSamples, 5).map((sample, index) => sample * Math.sin(index / 9000));
      const everything = { sampleCount: 480_000, positions: BigInt64Array.from({ length: 1500 }, (_, i) => BigInt(i)) };
      const [shortened, whole] = [
        await session.run(feedsOf(samples, encoderInput(audioSamples))),
        await session.run(feedsOf(samples, everything)),
      ];
      for (const name of ['cross_k_0', 'cross_v_5']) {
        const [values, expected] = [shortened[name]!.data as Float32Array, whole[name]!.data as Float32Array];
        // Silence is summed in another order: the last of seven digits may differ.
        const gap = values.reduce((largest, value, at) => Math.max(largest, Math.abs(value - expected[at]!)), 0);
        expect(gap).toBeLessThan(1e-3);
      }
    },
  );

  it.each(cases)('gives $name as transformers does', ({ name, expected }) => {
    // [1, 8 heads, 1500 positions, 64]
    const data = outputs[name]!.data as Float32Array;
    expect(data).toHaveLength(8 * 1500 * 64);
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    const deviation = Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length);
    expect(Math.abs(mean - expected.mean)).toBeLessThan(1e-5);
    expect(Math.abs(deviation - expected.standardDeviation)).toBeLessThan(1e-5);
    for (const { position, values } of expected.positions) {
      const firstHead = data.subarray(position * 64, (position + 1) * 64);
      // Values lie between −10 and 10; float32 sums of another order differ in the last two of seven digits.
      for (const [index, value] of values.entries()) expect(Math.abs(firstHead[index]! - value)).toBeLessThan(1e-3);
    }
  });
});

function feedsOf(samples: Float32Array, { sampleCount, positions }: EncoderInput): Record<string, Tensor> {
  const padded = new Float32Array(sampleCount);
  padded.set(samples.subarray(0, sampleCount));
  return {
    samples: tensor('float32', padded, [1, sampleCount]),
    positions: tensor('int64', positions, [1500]),
  };
}
