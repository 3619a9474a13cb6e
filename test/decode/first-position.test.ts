import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { likeliestLanguage, noSpeechProbability } from '../../src/decode/start-logits.ts';
import { openDecoder } from '../../src/model/open-decoder.ts';
import type { StepDecoder } from '../../src/model/step-decoder.ts';
import golden from '../golden/first-position.json' with { type: 'json' };
import { modelFolder, realGenerationConfig } from '../helpers/model-records.ts';
import { readClip } from '../helpers/speech-clip.ts';

const { startToken, languageTokens, noSpeechToken } = realGenerationConfig();
/** Tokens outside the shortlist count with estimates; what they make up together changes by less than this. */
const TOLERANCE = 2e-3;

describe('what follows the start of transcript in the real model', () => {
  let decoder: StepDecoder;

  beforeAll(async () => {
    decoder = await openDecoder(modelFolder, { rows: 2, threads: 2, allowSpinning: false });
  });

  afterAll(() => decoder.release());

  it.each(golden.windows)(
    'gives the language and no-speech probabilities of transformers for $clip',
    async (window) => {
      const samples =
        window.clip === 'silence' ? new Float32Array(16_000 * window.seconds) : await readClip(window.clip);
      await decoder.encode(0, samples);
      await decoder.screenedStep!(0, [{ tokens: [startToken], position: 0 }]);
      const logits = await decoder.promptLogits([0]);
      const { token, probability } = likeliestLanguage(logits, Object.values(languageTokens));
      expect(token).toBe(languageTokens[window.language]);
      expect(Math.abs(probability - window.languageProbability)).toBeLessThan(TOLERANCE);
      expect(Math.abs(noSpeechProbability(logits, noSpeechToken) - window.noSpeechProbability)).toBeLessThan(TOLERANCE);
    },
  );
});
