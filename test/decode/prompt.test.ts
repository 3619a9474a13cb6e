import { describe, expect, it } from 'vitest';
import { buildPrompt } from '../../src/decode/prompt.ts';
import { errorOf } from '../helpers/error-of.ts';
import { realGenerationConfig } from '../helpers/model-records.ts';
import goldenTokens from '../golden/tokens.json' with { type: 'json' };

const generation = realGenerationConfig();
const englishOnly = { ...generation, languageTokens: {}, taskTokens: {} };
const remedy = 'Choose another --language or --task, or another model.';

describe('buildPrompt', () => {
  it('names language, task and the absence of timestamps', () => {
    expect(buildPrompt(generation, { language: 'en', task: 'transcribe', hasTimestamps: false })).toEqual([
      50_258, 50_259, 50_359, 50_363,
    ]);
    expect(buildPrompt(generation, { language: 'ja', task: 'translate', hasTimestamps: true })).toEqual([
      50_258, 50_266, 50_358,
    ]);
  });

  it('has the same tokens as the reference for each language', () => {
    const { startOfTranscript, transcribe, noTimestamps, languages } = goldenTokens.specialTokens;
    expect(Object.keys(languages)).toHaveLength(99);
    for (const [language, token] of Object.entries(languages)) {
      const options = { language, task: 'transcribe', hasTimestamps: false } as const;
      expect(buildPrompt(generation, options)).toEqual([startOfTranscript, token, transcribe, noTimestamps]);
    }
  });

  it('names neither language nor task to a model that only knows English', () => {
    const english = { language: 'en', task: 'transcribe' } as const;
    expect(buildPrompt(englishOnly, { ...english, hasTimestamps: false })).toEqual([50_258, 50_363]);
    expect(buildPrompt(englishOnly, { ...english, hasTimestamps: true })).toEqual([50_258]);
  });

  it.each([
    ['de', 'transcribe'],
    ['en', 'translate'],
  ] as const)('refuses %s and %s with such a model', (language, task) => {
    expect(errorOf(() => buildPrompt(englishOnly, { language, task, hasTimestamps: false }))).toEqual({
      code: 'USAGE',
      message: `This model transcribes English only, language "${language}" and task "${task}" were asked for.`,
      remedy,
    });
  });

  it.each(['yue', 'constructor', ''])('refuses the language "%s", which the model does not know', (language) => {
    expect(errorOf(() => buildPrompt(generation, { language, task: 'transcribe', hasTimestamps: false }))).toEqual({
      code: 'USAGE',
      message: `Expected a language this model knows, found "${language}".`,
      remedy,
    });
  });

  it('refuses a task that the model does not know', () => {
    const transcribing = { ...generation, taskTokens: { transcribe: 50_359 } };
    expect(
      errorOf(() => buildPrompt(transcribing, { language: 'de', task: 'translate', hasTimestamps: false })),
    ).toEqual({
      code: 'USAGE',
      message: 'Expected a task this model knows, found "translate".',
      remedy,
    });
  });
});
