import { rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../src/graph/checkpoint.ts';
import { halfToSingle } from '../../src/graph/half-precision.ts';
import { errorOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { TINY_CONFIG, tinyTensors, writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';

let folder = '';

beforeEach(() => {
  folder = temporaryFolder();
});

describe('openCheckpoint', () => {
  it.each([
    ['one file of halves', { dtype: 'F16', files: 1 }],
    ['one file of singles', { dtype: 'F32', files: 1 }],
    ['three files', { dtype: 'F16', files: 3 }],
  ] as const)('reads every tensor from %s', (_, options) => {
    writeTinyCheckpoint(folder, options);
    const checkpoint = openCheckpoint(folder);
    expect(checkpoint.weightFiles).toHaveLength(options.files);
    expect(checkpoint.config.modelWidth).toBe(128);
    for (const { name, dims, values } of tinyTensors()) {
      expect(checkpoint.tensor(name, dims)).toEqual(values);
      expect(checkpoint.isHalf(name)).toBe(options.dtype === 'F16');
      if (checkpoint.isHalf(name)) expect(halfToSingle(checkpoint.halves(name, dims))).toEqual(values);
    }
    expect(checkpoint.isHalf('none')).toBe(false);
  });

  it('names every missing file at once', () => {
    writeTinyCheckpoint(folder, { files: 3 });
    rmSync(join(folder, 'config.json'));
    rmSync(join(folder, 'model-00001-of-00003.safetensors'));
    rmSync(join(folder, 'model-00003-of-00003.safetensors'));
    expect(errorOf(() => openCheckpoint(folder))).toEqual({
      code: 'MODEL_INCOMPLETE',
      message:
        `${folder}: expected 4 model files, missing config.json, model-00001-of-00003.safetensors, ` +
        'model-00003-of-00003.safetensors.',
      remedy: 'Copy the missing files into the model folder.',
    });
  });

  it('checks the header of every weight file and names all that are damaged', () => {
    writeTinyCheckpoint(folder, { files: 3 });
    const paths = [1, 3].map((number) => join(folder, `model-0000${String(number)}-of-00003.safetensors`));
    for (const path of paths) truncateSync(path, 1);
    expect(errorOf(() => openCheckpoint(folder))).toEqual({
      code: 'MODEL_DAMAGED',
      message: paths.map((path) => `${path}: the file has 1 bytes, too few for a header.`).join(' '),
      remedy: 'Get these files again from where the model came from.',
    });
  });

  it.each(['encoder_layers', 'decoder_layers'])('refuses fewer %s than there are weights for', (field) => {
    writeTinyCheckpoint(folder, { files: 2 });
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...TINY_CONFIG, [field]: 1 }));
    expect(errorOf(() => openCheckpoint(folder))).toEqual({
      code: 'MODEL_DAMAGED',
      message: `${join(folder, 'config.json')}: expected \`${field}\` to be 2, as many as the weight files hold, found 1.`,
      remedy: 'Check that config.json and the weight files belong to the same Whisper checkpoint.',
    });
  });

  it('says which tensor is missing', () => {
    writeTinyCheckpoint(folder);
    expect(errorOf(() => openCheckpoint(folder).tensor('model.encoder.conv3.weight', [1]))).toEqual({
      code: 'MODEL_DAMAGED',
      message: `${folder}: expected a tensor \`model.encoder.conv3.weight\`, found none in the weight files.`,
      remedy: 'Check that config.json and the weight files belong to the same Whisper checkpoint.',
    });
  });

  it('says which tensor has other dimensions and where it lies', () => {
    writeTinyCheckpoint(folder, { files: 2 });
    expect(errorOf(() => openCheckpoint(folder).tensor('model.encoder.conv1.weight', [128, 128, 3]))).toEqual({
      code: 'MODEL_DAMAGED',
      message:
        `${join(folder, 'model-00001-of-00002.safetensors')}: expected \`model.encoder.conv1.weight\` ` +
        'as [128, 128, 3], found [128, 80, 3].',
      remedy: 'Check that config.json and the weight files belong to the same Whisper checkpoint.',
    });
  });
});
