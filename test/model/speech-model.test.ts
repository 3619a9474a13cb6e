import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { concatSamples } from '../../src/audio/concat-samples.ts';
import { hasSpeech } from '../../src/audio/silence-skipper.ts';
import { saveOptimized } from '../../src/graph/onnx-session.ts';
import { readSileroWeights } from '../../src/graph/silero-weights.ts';
import { buildSpeechGraph } from '../../src/graph/speech-graph.ts';
import { writeModel } from '../../src/graph/write-model.ts';
import { initialSpeechState, openSpeechModel, type SpeechModel } from '../../src/model/speech-model.ts';
import { harderWordlessClips } from '../helpers/harder-wordless-clips.ts';
import { largestDifference } from '../helpers/run-graph.ts';
import { readClip } from '../helpers/speech-clip.ts';
import { wordlessClips } from '../helpers/wordless-clips.ts';

let model: SpeechModel;
beforeAll(async () => {
  model = await openSpeechModel();
});
afterAll(() => model.release());

async function isSpeech(samples: Float32Array): Promise<boolean> {
  const rest = (512 - (samples.length % 512)) % 512;
  const whole = concatSamples([samples, new Float32Array(rest)]);
  return hasSpeech((await model.hear(whole, initialSpeechState())).probabilities);
}

describe('openSpeechModel', () => {
  it.each([...wordlessClips(), ...harderWordlessClips()])('hears no speech in $name', async ({ samples }) => {
    expect(await isSpeech(samples)).toBe(false);
  });

  it('hears the same with a graph that was compiled beforehand', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'speech-'));
    try {
      const path = join(folder, 'speech.onnx');
      const raw = join(folder, 'raw.onnx');
      await writeModel(buildSpeechGraph(readSileroWeights()), raw);
      await saveOptimized(raw, path, 'speech.onnx.weights');
      const compiled = await openSpeechModel(path);
      const clip = (await readClip('picovoice-de.flac')).slice(0, 512 * 60);
      const expected = await model.hear(clip.slice(), initialSpeechState());
      const found = await compiled.hear(clip, initialSpeechState());
      await compiled.release();
      expect(largestDifference(found.probabilities, expected.probabilities)).toBeLessThan(1e-6);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each(['librispeech-2033-164914-0004.flac', 'picovoice-de.flac', 'picovoice-ja.flac'])(
    'hears the speech in %s, loud and 30 dB quieter',
    async (name) => {
      const samples = await readClip(name);
      expect(await isSpeech(samples)).toBe(true);
      expect(await isSpeech(samples.map((sample) => 0.03 * sample))).toBe(true);
    },
  );
});
