import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { defaultModelFolder, resolveSettings } from '../../src/batch/transcriber-settings.ts';
import { errorOf } from '../helpers/error-of.ts';
import { modelFolder } from '../helpers/model-records.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';

const tiny = temporaryFolder();
writeTinyCheckpoint(tiny);

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

  it('keeps within the cores there are', () => {
    const { workers, threads } = resolveSettings({ modelFolder: tiny }).configuration;
    expect(workers * threads).toBeLessThanOrEqual(availableParallelism());
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
    // Threads that share a window wait for each other so often that waiting busily is worth it.
    expect(configuration).toMatchObject({ language: 'de', workers: 1, threads: 2, batchSize: 3, allowSpinning: true });
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
