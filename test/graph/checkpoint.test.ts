import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { checkpointWeightFiles, openCheckpoint, requireFiles } from '../../src/graph/checkpoint.ts';
import { errorOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { tinyTensors, writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';

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
    for (const { name, dims, values } of tinyTensors()) expect(checkpoint.tensor(name, dims)).toEqual(values);
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

  it('checks the header of every weight file', () => {
    writeTinyCheckpoint(folder, { files: 2 });
    const path = join(folder, 'model-00002-of-00002.safetensors');
    writeFileSync(path, 'x');
    expect(errorOf(() => openCheckpoint(folder)).message).toBe(`${path}: the file has 1 bytes, too few for a header.`);
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

describe('checkpointWeightFiles', () => {
  it('takes the names from the index, whether or not the files exist', () => {
    writeIndex({ weight_map: { a: 'two.safetensors', b: 'one.safetensors', c: 'two.safetensors' } });
    writeFileSync(join(folder, 'model.safetensors'), '');
    expect(checkpointWeightFiles(folder)).toEqual(['one.safetensors', 'two.safetensors']);
  });

  it('finds a single file, and nothing in a folder without one', () => {
    expect(checkpointWeightFiles(folder)).toEqual([]);
    writeFileSync(join(folder, 'model.safetensors'), '');
    expect(checkpointWeightFiles(folder)).toEqual(['model.safetensors']);
  });

  it.each([
    ['is absent', {}],
    ['is empty', { weight_map: {} }],
    ['is a list', { weight_map: ['model.safetensors'] }],
    ['holds a number', { weight_map: { a: 1 } }],
    ['leaves the folder', { weight_map: { a: '../model.safetensors' } }],
    ['names an absolute path', { weight_map: { a: '/model.safetensors' } }],
    ['names another kind of file', { weight_map: { a: 'pytorch_model.bin' } }],
    ['hides a line break', { weight_map: { a: 'x.safetensors\n' } }],
  ])('refuses an index whose weight map %s', (_, content) => {
    writeIndex(content);
    expect(errorOf(() => checkpointWeightFiles(folder))).toEqual({
      code: 'MODEL_DAMAGED',
      message: `${join(folder, 'model.safetensors.index.json')}: expected \`weight_map\` to name safetensors files beside it.`,
      remedy: 'Get the file again from where the model came from.',
    });
  });

  function writeIndex(content: unknown): void {
    writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify(content));
  }
});

describe('requireFiles', () => {
  it('is content when all are there', () => {
    writeTinyCheckpoint(folder);
    renameSync(join(folder, 'tokenizer.json'), join(folder, 'other.json'));
    expect(readFileSync(join(folder, 'other.json'), 'utf8')).not.toBe('');
    requireFiles(folder, ['config.json', 'other.json']);
    expect(errorOf(() => requireFiles(folder, ['config.json', 'tokenizer.json'])).message).toBe(
      `${folder}: expected 2 model files, missing tokenizer.json.`,
    );
  });
});
