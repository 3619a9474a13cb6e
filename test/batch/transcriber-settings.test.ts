import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaultModelFolder, resolveSettings } from '../../src/batch/transcriber-settings.ts';
import { errorOf } from '../helpers/error-of.ts';
import { modelFolder } from '../helpers/model-records.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';
import { writeTinyModel } from '../helpers/tiny-export.ts';
import { TINY_TOKENS } from '../helpers/tiny-vocabulary.ts';

vi.mock('../../src/batch/core-budget.ts', () => ({ coreBudget: () => 4 }));

const tiny = temporaryFolder();
writeTinyCheckpoint(tiny);
// Ġb Ġa
const contextIds = [114, 96];

afterEach(() => {
  vi.restoreAllMocks();
});

describe('resolveSettings', () => {
  it('chooses everything that is left open', () => {
    const { model, plan, request, configuration } = resolveSettings({ cores: 4 });
    expect(model.path).toBe(modelFolder);
    expect(plan).toEqual({ windowSeconds: 30, overlapSeconds: undefined });
    expect(request).toMatchObject({
      prompt: [50_258, 50_259, 50_359, 50_363],
      maxNewTokens: 444,
      rules: { timestamps: undefined },
    });
    expect(configuration).toMatchObject({
      modelFolder,
      modelId: 'openai/whisper-base',
      modelLayout: 'checkpoint',
      precision: 'fp32',
      tokenizerJson: join(modelFolder, 'tokenizer.json'),
      language: 'en',
      task: 'transcribe',
      maxNewTokens: 444,
      timestamps: false,
      vad: true,
      workers: 4,
      threads: 1,
      coreBudget: 4,
      batchSize: 8,
      windowSeconds: 30,
      allowSpinning: false,
    });
  });

  it('turns timestamps on for the times of words', () => {
    const { request, configuration } = resolveSettings({ modelFolder: tiny, wordTimestamps: true });
    expect(configuration).toMatchObject({ timestamps: true, wordTimestamps: true });
    expect(request.rules.timestamps).toBeDefined();
  });

  it('refuses the times of words where the model cannot tell them', async () => {
    const { optimumFolder } = await writeTinyModel();
    expect(errorOf(() => resolveSettings({ modelFolder: optimumFolder, wordTimestamps: true }))).toEqual({
      code: 'MODEL_UNSUPPORTED',
      message: `${optimumFolder}: expected a checkpoint, because an ONNX export does not tell when words are spoken, found an ONNX export.`,
      remedy: 'Give a checkpoint (config.json, *.safetensors) with --model-dir, or leave out --word-timestamps.',
    });
  });

  it('keeps within the cores there are', () => {
    const budgets = [{}, { cores: 3 }, { cores: 64 }].map(
      (settings) => resolveSettings({ modelFolder: tiny, ...settings }).configuration,
    );
    expect(budgets.map(({ coreBudget, workers }) => [coreBudget, workers])).toEqual([
      [4, 4],
      [3, 3],
      [4, 4],
    ]);
  });

  it('takes what is asked for', () => {
    const { plan, request, configuration } = resolveSettings({
      modelFolder: tiny,
      language: 'German',
      task: 'translate',
      timestamps: true,
      maxNewTokens: 7,
      workers: 1,
      threads: 2,
      cores: 2,
      batchSize: 3,
      windowSeconds: 20,
      overlapSeconds: 2,
    });
    expect(plan).toEqual({ windowSeconds: 20, overlapSeconds: 2 });
    expect(request).toMatchObject({ prompt: [129, 131, 135], maxNewTokens: 7 });
    expect(request.rules.timestamps).toEqual({
      firstTimestampToken: 141,
      noTimestampsToken: 140,
      maxInitialTimestampIndex: 10,
    });
    expect(configuration).toMatchObject({ language: 'de', workers: 1, threads: 2, batchSize: 3, allowSpinning: false });
  });

  it('gives a few windows workers of two threads, and counts on twice as many for memory', () => {
    const settings = { cores: 2, memoryBytes: 2 * 2 ** 30 };
    const { configuration } = resolveSettings({ ...settings, expectedWindows: 3 });
    expect(configuration).toMatchObject({ workers: 1, threads: 2, batchSize: 8 });
    const planned = (expectedWindows: number) =>
      resolveSettings({ ...settings, workers: 1, threads: 2, expectedWindows }).configuration.memory?.plannedBytes ?? 0;
    // Rows in use: 1, 4, 6 and 8.
    const [one, two, three, many] = [planned(1), planned(2), planned(3), planned(9)] as const;
    expect(2 * (two - one)).toBe(3 * (three - two));
    expect(many - three).toBe(three - two);
    expect(() => resolveSettings({ expectedWindows: 2.5 })).toThrow(
      new RangeError('Expected the setting `expectedWindows` to be a whole number of at least 1, found 2.5.'),
    );
  });

  it('keeps within memory, gives the cores of workers that had to go to the others, and says so', () => {
    const { configuration } = resolveSettings({ cores: 2, memoryBytes: 600 * 2 ** 20 });
    expect(configuration).toMatchObject({ workers: 1, threads: 2, batchSize: 1, allowSpinning: false });
    expect(configuration.memory).toMatchObject({ limitBytes: 600 * 2 ** 20, limitSource: 'the memory option' });
    expect(configuration.memory?.plannedBytes).toBeLessThanOrEqual(600 * 2 ** 20);
    expect(configuration.memory?.note).toMatch(
      /^2 workers with batches of 8 would take 1\.\d\d GiB, the memory option has room for 600 MiB: it is 1 worker with /,
    );
    expect(errorOf(() => resolveSettings({ memoryBytes: 300 * 2 ** 20 })).code).toBe('ENVIRONMENT');
  });

  it('detects the language where it is asked to, and takes English of a model that knows no other', () => {
    const { language, request, configuration } = resolveSettings({ modelFolder: tiny, language: ' Auto ' });
    expect(language).toEqual({ kind: 'detect', tokens: TINY_TOKENS.languages });
    expect(configuration.language).toBe('auto');
    expect([request.prompt.length, request.startIndex]).toEqual([4, 0]);
    expect(resolveSettings({ modelFolder: tiny }).language).toEqual({ kind: 'given', code: 'en' });
  });

  it('puts hotwords and prompt before the start of transcript and makes room for them', () => {
    const { request, configuration } = resolveSettings({ modelFolder: tiny, prompt: 'a', hotwords: 'b' });
    expect(request.prompt).toEqual([TINY_TOKENS.startOfPrevious, ...contextIds, 129, 130, 136, 140]);
    expect([request.startIndex, request.maxNewTokens]).toEqual([1 + contextIds.length, 48 - 5 - contextIds.length]);
    expect(configuration).toMatchObject({ prompt: 'a', hotwords: 'b' });
  });

  it('checks texts as openai/whisper does unless it is told otherwise', () => {
    const { request, configuration } = resolveSettings({ modelFolder: tiny });
    expect(request.checks).toEqual({
      noSpeechToken: TINY_TOKENS.noSpeech,
      highestCompressionRatio: 2.4,
      lowestLogProbability: -1,
      highestNoSpeechProbability: 0.6,
      temperatures: [0.2, 0.4, 0.6, 0.8, 1],
    });
    expect(configuration).toMatchObject({
      temperatureFallback: true,
      compressionRatioThreshold: 2.4,
      logProbabilityThreshold: -1,
      noSpeechThreshold: 0.6,
    });
    const settings = { compressionRatioThreshold: 3, logProbabilityThreshold: -2, noSpeechThreshold: 0.9 };
    expect(
      resolveSettings({ modelFolder: tiny, temperatureFallback: false, ...settings }).request.checks,
    ).toMatchObject({
      highestCompressionRatio: 3,
      lowestLogProbability: -2,
      highestNoSpeechProbability: 0.9,
      temperatures: [],
    });
  });

  it('records the profile that a split comes from, and none otherwise', () => {
    expect(resolveSettings({ modelFolder: tiny, profile: 'p.json' }).configuration.profile).toBe('p.json');
    expect('profile' in resolveSettings({ modelFolder: tiny }).configuration).toBe(false);
  });

  it('never asks for more tokens than the network has positions for', () => {
    const settings = { modelFolder: tiny, maxNewTokens: 10_000 };
    expect(resolveSettings(settings).request.maxNewTokens).toBe(48 - 4);
    expect(resolveSettings({ ...settings, timestamps: true }).request.maxNewTokens).toBe(48 - 3);
  });

  it('refuses what cannot be', () => {
    const code = (settings: Parameters<typeof resolveSettings>[0]) => errorOf(() => resolveSettings(settings)).code;
    expect(code({ modelFolder: tiny, language: 'klingon' })).toBe('USAGE');
    expect(code({ modelFolder: tiny, language: 'it' })).toBe('USAGE'); // the tiny model does not know Italian
    expect(code({ modelFolder: tiny, workers: 3, threads: 2, cores: 4 })).toBe('USAGE');
    expect(code({ modelFolder: join(tiny, 'missing') })).toBe('MODEL_NOT_FOUND');
    expect(code({ modelFolder: tiny, tokenizerJson: join(tiny, 'missing.json') })).toBe('MODEL_INCOMPLETE');
  });
});

describe('defaultModelFolder', () => {
  it('is the folder here where there is one', () => {
    expect(defaultModelFolder()).toBe('whisper-base-with-past');
  });
});
