import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logMelModel } from '../../src/graph/log-mel-model.ts';
import { openSession, tensor, type InferenceSession } from '../../src/graph/onnx-session.ts';
import { SAMPLE_RATE_HZ, WINDOW_SAMPLES } from '../../src/hyperparameters.ts';
import { largestDifference, valuesOf } from '../helpers/run-graph.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';

const FRAMES = 3000;

describe('logMelModel', () => {
  let session: InferenceSession;

  beforeAll(async () => {
    const settings = { threads: 1, allowSpinning: false, optimization: 'all' } as const;
    session = await openSession(logMelModel(80), settings);
  });

  afterAll(() => session.release());

  it('gives 80 × 3000 features; silence lies at the floor of (log10 1e-10 + 4) / 4', async () => {
    const features = await logMel(new Float32Array(WINDOW_SAMPLES));
    expect(features.length).toBe(80 * FRAMES);
    expect(largestDifference(features, new Float32Array(80 * FRAMES).fill(-1.5))).toBeLessThan(1e-5);
  });

  it('puts a tone of 1000 Hz into the mel bins around it', async () => {
    const tone = Float32Array.from(
      { length: WINDOW_SAMPLES },
      (_, index) => Math.sin((2 * Math.PI * 1000 * index) / SAMPLE_RATE_HZ) / 2,
    );
    const features = await logMel(tone);
    const frame = Array.from({ length: 80 }, (_, bin) => features[bin * FRAMES + 1500]!);
    // 1000 Hz is 15 mel of 45.2 (Slaney) to 8000 Hz, of which 80 filters have their centres at (bin + 1) / 81.
    expect(frame.indexOf(Math.max(...frame))).toBe(26);
  });

  it('spreads over 8 decades at most: the quietest is 2 below the loudest', async () => {
    const noise = new Float32Array(WINDOW_SAMPLES);
    noise.set(seededNoise(16_000, 1));
    const features = await logMel(noise);
    const loudest = features.reduce((a, b) => Math.max(a, b));
    const quietest = features.reduce((a, b) => Math.min(a, b));
    expect(loudest - quietest).toBeCloseTo(2, 5);
  });

  it('makes 128 bins for the models that take them', async () => {
    const settings = { threads: 1, allowSpinning: false, optimization: 'all' } as const;
    const large = await openSession(logMelModel(128), settings);
    expect(large.outputMetadata).toMatchObject([{ name: 'input_features', type: 'float32', shape: [1, 128, FRAMES] }]);
    await large.release();
  });

  async function logMel(samples: Float32Array): Promise<Float32Array> {
    const outputs = await session.run({ samples: tensor('float32', samples, [1, WINDOW_SAMPLES]) });
    return valuesOf(outputs, 'input_features');
  }
});
