import { describe, expect, it } from 'vitest';
import { WhisperBatchError } from '../src/errors.ts';
import {
  damagedFile,
  damagedFiles,
  errorsOf,
  missingFiles,
  throwTogether,
  unreadableFile,
} from '../src/model-errors.ts';
import { errorOf } from './helpers/error-of.ts';

const missing = missingFiles('m', 'expected 2 model files, missing a.json');
const damaged = damagedFile('m/b.json', 'expected JSON, found nothing');
const unreadable = unreadableFile('m/c.json', new Error('EACCES: permission denied'));
const unsupported = new WhisperBatchError('MODEL_UNSUPPORTED', 'm/d: expected F16, found BF16.', 'Save it as F16.');

describe('throwTogether', () => {
  it('throws nothing where nothing is wrong', () => {
    expect(() => throwTogether([])).not.toThrow();
  });

  it('throws a single error as it is', () => {
    expect(() => throwTogether([unsupported])).toThrow(unsupported);
  });

  it('tells all that is wrong, with one remedy', () => {
    expect(errorOf(() => throwTogether([unsupported, damaged, missing, unreadable]))).toEqual({
      code: 'MODEL_INCOMPLETE',
      message:
        'm/d: expected F16, found BF16. m/b.json: expected JSON, found nothing. ' +
        'm: expected 2 model files, missing a.json. ' +
        'm/c.json: expected a readable file, but reading it failed: EACCES: permission denied.',
      remedy: 'Get these files again from where the model came from.',
    });
  });

  it.each([
    ['damaged files', [damaged, damaged], 'MODEL_DAMAGED', 'Get these files again from where the model came from.'],
    [
      'damaged files, some told together',
      [damaged, damagedFiles('m', 'SHA-256 differs')],
      'MODEL_DAMAGED',
      'Get these files again from where the model came from.',
    ],
    [
      'unreadable files',
      [unreadable, unreadable],
      'MODEL_DAMAGED',
      'Check that the path is a file and that you may read it.',
    ],
    ['files of another kind', [unsupported, unsupported], 'MODEL_UNSUPPORTED', 'Save it as F16.'],
    ['missing files', [missing, missing], 'MODEL_INCOMPLETE', 'Copy the missing files into the model folder.'],
  ] as const)('says what to do about several %s', (_, errors, code, remedy) => {
    expect(errorOf(() => throwTogether(errors))).toMatchObject({ code, remedy });
  });

  it('warns of what is unsafe before all else', () => {
    const unsafe = new WhisperBatchError('MODEL_UNSAFE', 'm/e: weights lie elsewhere.', 'Use only models you trust.');
    expect(errorOf(() => throwTogether([missing, unsafe]))).toEqual({
      code: 'MODEL_UNSAFE',
      message: 'm: expected 2 model files, missing a.json. m/e: weights lie elsewhere.',
      remedy: 'Use only models you trust.',
    });
  });
});

describe('errorsOf', () => {
  it('gives what a check finds wrong, and nothing where it passes', () => {
    expect(errorsOf(() => 1)).toEqual([]);
    expect(errorsOf(() => throwTogether([damaged]))).toEqual([damaged]);
  });

  it('throws defects of the program on', () => {
    const defect = new TypeError('undefined is not a function');
    expect(() =>
      errorsOf(() => {
        throw defect;
      }),
    ).toThrow(defect);
  });
});
