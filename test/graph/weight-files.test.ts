import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { checkpointWeightFiles, holdsCheckpoint } from '../../src/graph/weight-files.ts';
import { errorOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let folder = '';

beforeEach(() => {
  folder = temporaryFolder();
});

function writeIndex(content: unknown): void {
  writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify(content));
}

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
});

describe('holdsCheckpoint', () => {
  it.each(['model.safetensors', 'model.safetensors.index.json'])('knows a checkpoint by %s, whole or not', (name) => {
    expect(holdsCheckpoint(folder)).toBe(false);
    writeFileSync(join(folder, name), 'damaged');
    expect(holdsCheckpoint(folder)).toBe(true);
  });
});
