import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tensor, type InferenceSession } from '../../src/graph/onnx-session.ts';
import { buildOptimumEncoder } from '../../src/graph/optimum-encoder-graph.ts';
import { largestDifference, openGraph, valuesOf } from '../helpers/run-graph.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';
import { TINY_CONFIG } from '../helpers/tiny-checkpoint.ts';
import { openTinyCheckpoint } from '../helpers/tiny-export.ts';

const MEL_LENGTH = 80 * 3000;
const STATES_LENGTH = 1500 * TINY_CONFIG.d_model;

describe('buildOptimumEncoder', () => {
  let session: InferenceSession;

  beforeAll(async () => {
    session = await openGraph(buildOptimumEncoder(openTinyCheckpoint()));
  });

  afterAll(() => session.release());

  it('takes and gives what Optimum names', () => {
    expect(session.inputMetadata).toMatchObject([
      { name: 'input_features', type: 'float32', shape: ['batch_size', 80, 3000] },
    ]);
    expect(session.outputMetadata).toMatchObject([
      { name: 'last_hidden_state', type: 'float32', shape: ['batch_size', 1500, TINY_CONFIG.d_model] },
    ]);
  });

  it('encodes windows of a batch as it does each alone', async () => {
    const windows = [seededNoise(MEL_LENGTH, 1), seededNoise(MEL_LENGTH, 2)];
    const batch = new Float32Array(2 * MEL_LENGTH);
    for (const [index, window] of windows.entries()) batch.set(window, index * MEL_LENGTH);
    const together = await encode(batch, 2);
    for (const [index, window] of windows.entries()) {
      const part = together.subarray(index * STATES_LENGTH, (index + 1) * STATES_LENGTH);
      expect(largestDifference(part, await encode(window, 1))).toBeLessThan(1e-4);
    }
    expect(largestDifference(together.subarray(0, STATES_LENGTH), together.subarray(STATES_LENGTH))).toBeGreaterThan(1);
  });

  async function encode(mel: Float32Array, batchSize: number): Promise<Float32Array> {
    const outputs = await session.run({ input_features: tensor('float32', mel, [batchSize, 80, 3000]) });
    return valuesOf(outputs, 'last_hidden_state');
  }
});
