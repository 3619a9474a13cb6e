import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { JsonFile } from '../../src/json-file.ts';
import { parseGenerationConfig, type GenerationConfig } from '../../src/model/generation-config.ts';
import golden from '../golden/tokens.json' with { type: 'json' };
import { errorOf } from '../helpers/error-of.ts';
import { modelFolder, realGenerationConfig } from '../helpers/model-records.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const path = join(temporaryFolder(), 'generation_config.json');
const content = JSON.parse(readFileSync(join(modelFolder, 'generation_config.json'), 'utf8')) as Record<
  string,
  unknown
>;

function parse(changes: Readonly<Record<string, unknown>> = {}): GenerationConfig {
  writeFileSync(path, JSON.stringify({ ...content, ...changes }));
  return parseGenerationConfig(JsonFile.read(path));
}

describe('parseGenerationConfig', () => {
  it('reads the special tokens that the reference knows', () => {
    const { specialTokens } = golden;
    const generation = realGenerationConfig();
    expect(generation).toMatchObject({
      startToken: specialTokens.startOfTranscript,
      endToken: specialTokens.endOfText,
      noTimestampsToken: specialTokens.noTimestamps,
      firstTimestampToken: specialTokens.firstTimestamp,
      maxInitialTimestampIndex: 50,
      beginSuppressTokens: [220, 50_257],
      taskTokens: { transcribe: specialTokens.transcribe, translate: specialTokens.translate },
    });
    expect(generation.languageTokens).toEqual(specialTokens.languages);
    expect(generation.suppressTokens).toHaveLength(88);
  });

  it('takes what may be absent as absent', () => {
    expect(
      parse({ suppress_tokens: null, begin_suppress_tokens: undefined, max_initial_timestamp_index: null }),
    ).toMatchObject({
      suppressTokens: [],
      beginSuppressTokens: [],
      maxInitialTimestampIndex: 50,
    });
    expect(parse({ max_initial_timestamp_index: 7 }).maxInitialTimestampIndex).toBe(7);
  });

  it('knows a model that speaks English only', () => {
    const english = parse({ is_multilingual: false, lang_to_id: undefined, task_to_id: undefined });
    expect([english.languageTokens, english.taskTokens]).toEqual([{}, {}]);
  });

  it('asks for languages where the file should have them', () => {
    expect(errorOf(() => parse({ lang_to_id: undefined }))).toEqual({
      code: 'MODEL_UNSUPPORTED',
      message: `${path}: expected \`lang_to_id\` with the language tokens of a multilingual model, found none.`,
      remedy: 'Take generation_config.json from a current Whisper release.',
    });
  });

  it.each([
    ['decoder_start_token_id', undefined, 'a whole number of at least 1, found nothing'],
    ['eos_token_id', [50_257], 'a whole number of at least 1, found [50257]'],
    ['no_timestamps_token_id', 'x', 'a whole number of at least 1, found "x"'],
    ['suppress_tokens', 'none', 'a list of whole numbers, found "none"'],
    ['begin_suppress_tokens', [0.5], 'a list of whole numbers, found [0.5]'],
    ['lang_to_id', ['<|en|>'], 'an object of whole numbers, found ["<|en|>"]'],
    ['task_to_id', { transcribe: 'x' }, 'an object of whole numbers, found {"transcribe":"x"}'],
  ])('names %s when it is not what it should be', (field, value, what) => {
    expect(errorOf(() => parse({ [field]: value }))).toEqual({
      code: 'MODEL_DAMAGED',
      message: `${path}: expected \`${field}\` to be ${what}.`,
      remedy: 'Get the file again from where the model came from.',
    });
  });
});
