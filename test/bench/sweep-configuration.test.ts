import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  parseSweepConfiguration,
  sweepConfigurationRecord,
  sweepJsonSchema,
} from '../../src/bench/sweep-configuration.ts';
import { errorOf } from '../helpers/error-of.ts';

const folder = new URL('../../bench-configs/', import.meta.url);

function readJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
}

describe('the published configuration files', () => {
  it('include the schema that the program checks by; `npx vitest run -u` on this file writes it anew', async () => {
    const text = `${JSON.stringify(sweepJsonSchema(), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot('../../bench-configs/sweep.schema.json');
  });

  it('include the defaults, spelled out', () => {
    const defaults = parseSweepConfiguration(readJson('default.json'), 'default.json');
    expect(defaults).toEqual(parseSweepConfiguration({}, 'nothing'));
    expect(readJson('default.json')).toEqual({
      $schema: './sweep.schema.json',
      ...sweepConfigurationRecord(defaults),
    });
  });
});

describe('parseSweepConfiguration', () => {
  it('gives defaults for what is absent', () => {
    expect(parseSweepConfiguration({}, 'test')).toEqual({
      audioFolder: 'audio',
      language: 'en',
      modelFolder: undefined,
      workers: [1, 2, 4],
      threads: [1, 2, 4],
      batchSizes: [4, 8],
      precisions: ['fp32'],
      allowSpinning: [false],
      repetitions: undefined,
      warmup: 1,
      cores: undefined,
    });
  });

  it('reads again what it wrote', () => {
    const record = { workers: [3], spinning: ['on'], cores: 6, model_dir: 'm', language: 'de', warmup: 0 };
    const configuration = parseSweepConfiguration(record, 'test');
    expect(parseSweepConfiguration(sweepConfigurationRecord(configuration), 'test')).toEqual(configuration);
    expect(sweepConfigurationRecord(configuration)).toMatchObject(record);
  });

  const CORRECT = 'Correct it; `whisper-batch sweep --help` explains every setting.';

  it.each([
    [null, 'expected the configuration to be an object, found null.'],
    [{ workers: 2 }, 'expected `workers` to be a list, found 2.'],
    [{ workers: [] }, 'expected `workers` to be not empty, found [].'],
    [{ workers: [1, 1] }, 'expected `workers` to be a list of different values, found [1,1].'],
    [{ threads: [1, 1.5] }, 'expected `threads.1` to be a whole number, found 1.5.'],
    [{ threads: ['two'] }, 'expected `threads.0` to be a whole number, found "two".'],
    [{ batch_size: [300] }, 'expected `batch_size.0` to be at most 256, found 300.'],
    [{ repetitions: 0 }, 'expected `repetitions` to be at least 1, found 0.'],
    [{ spinning: [true] }, 'expected `spinning.0` to be "off" or "on", found true.'],
    [{ audio_dir: '' }, 'expected `audio_dir` to be not empty, found "".'],
  ])('refuses %j', (value, message) => {
    const error = { code: 'USAGE', message: `s.json: ${message}`, remedy: CORRECT };
    expect(errorOf(() => parseSweepConfiguration(value, 's.json'))).toEqual(error);
  });

  it('names a precision that there is not', () => {
    expect(errorOf(() => parseSweepConfiguration({ precision: ['fp32', 'int8'] }, 's.json'))).toEqual({
      code: 'USAGE',
      message: 's.json: expected `precision.1` to be "fp32", found "int8".',
      remedy: 'Leave precision out: every run computes in fp32.',
    });
  });

  it('names a key that there is not, and those that there are', () => {
    expect(errorOf(() => parseSweepConfiguration({ worker: [1] }, 's.json'))).toEqual({
      code: 'USAGE',
      message: 's.json: expected keys of a sweep, found the unknown key `worker`.',
      remedy:
        'Take it out or correct it; there are audio_dir, language, model_dir, workers, threads, batch_size, ' +
        'precision, spinning, repetitions, warmup, cores.',
    });
  });
});
