import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { concatSamples } from '../../src/audio/concat-samples.ts';
import { hasSpeech } from '../../src/audio/silence-skipper.ts';
import { initialSpeechState, openSpeechModel, type SpeechModel } from '../../src/model/speech-model.ts';
import { harderWordlessClips } from '../helpers/harder-wordless-clips.ts';
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

  it.each(['librispeech-2033-164914-0004.flac', 'picovoice-de.flac', 'picovoice-ja.flac'])(
    'hears the speech in %s, loud and 30 dB quieter',
    async (name) => {
      const samples = await readClip(name);
      expect(await isSpeech(samples)).toBe(true);
      expect(await isSpeech(samples.map((sample) => 0.03 * sample))).toBe(true);
    },
  );
});
