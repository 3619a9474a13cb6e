import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileCheckpoint } from '../../src/graph/compile-checkpoint.ts';
import { findCompiledGraphs, GRAPH_VERSION, sourceFiles } from '../../src/graph/compiled-cache.ts';
import { buildEncoder } from '../../src/graph/encoder-graph.ts';
import { openSession, tensor, type InferenceSession, type Tensor } from '../../src/graph/onnx-session.ts';
import { encodeModel } from '../../src/graph/write-model.ts';
import { openModelFolder } from '../../src/model/model-folder.ts';
import golden from '../golden/decoder-logits.json' with { type: 'json' };
import { modelFolder } from '../helpers/model-records.ts';
import { openGraph } from '../helpers/run-graph.ts';
import { readClip, sampleHash } from '../helpers/speech-clip.ts';
import { openTinyCheckpoint } from '../helpers/tiny-export.ts';

describe('buildEncoder', () => {
  it('builds the graph that belongs to the graph version', () => {
    const bytes = encodeModel(buildEncoder(openTinyCheckpoint()));
    // If this fails, the graph has changed: raise GRAPH_VERSION, so that compiled ones are made anew, and note both here.
    expect([GRAPH_VERSION, createHash('sha256').update(bytes).digest('hex')]).toEqual([
      6,
      'c4a98b1b3faa4ed50811b3ed937fd54e4e5a6b026debed95c8eac2601bccf37c',
    ]);
  });

  it('takes samples and gives keys and values for each decoder layer', async () => {
    const session = await openGraph(buildEncoder(openTinyCheckpoint()));
    expect(session.inputMetadata).toMatchObject([{ name: 'samples', type: 'float32', shape: [1, 480_000] }]);
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
    const padded = new Float32Array(480_000);
    padded.set(samples);
    outputs = await session.run({ samples: tensor('float32', padded, [1, 480_000]) });
  });

  afterAll(() => session.release());

  const cases = golden.crossAttention.flatMap(({ layer, keys, values }) => [
    { name: `cross_k_${String(layer)}`, expected: keys },
    { name: `cross_v_${String(layer)}`, expected: values },
  ]);

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
