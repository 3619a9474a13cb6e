import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { hashExport } from '../../src/graph/exported-hashes.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { writeTinyModel } from '../helpers/tiny-export.ts';

let folder = '';
beforeAll(async () => {
  folder = (await writeTinyModel()).optimumFolder;
});
const sha256 = (name: string) =>
  createHash('sha256')
    .update(readFileSync(join(folder, name)))
    .digest('hex');
const record = () => join(folder, '.compiled', 'export-hashes.json');

describe('hashExport', () => {
  it('hashes configuration, graphs and the weights that they name, and remembers that', async () => {
    const files = await hashExport(folder);
    expect(files.map(({ name }) => name)).toEqual([
      'config.json',
      'decoder_model.onnx',
      'decoder_model.onnx_data',
      'decoder_with_past_model.onnx',
      'decoder_with_past_model.onnx_data',
      'encoder_model.onnx',
      'encoder_model.onnx_data',
    ]);
    expect(files.map((file) => file.sha256)).toEqual(files.map(({ name }) => sha256(name)));
    expect(JSON.parse(readFileSync(record(), 'utf8'))).toEqual(files);
  });

  it('believes what it remembers as long as sizes and times are the same', async () => {
    const files = await hashExport(folder);
    const [first, ...rest] = files;
    writeFileSync(record(), JSON.stringify([{ ...first, sha256: 'remembered' }, ...rest]));
    expect((await hashExport(folder))[0]?.sha256).toBe('remembered');
    writeFileSync(record(), 'damaged');
    expect(await hashExport(folder)).toEqual(files);
  });

  it('looks at the content again where times have changed', async () => {
    const before = await hashExport(folder);
    const path = join(folder, 'encoder_model.onnx_data');
    utimesSync(path, 1e9, 1e9);
    const touched = await hashExport(folder);
    expect(touched.map((file) => file.sha256)).toEqual(before.map((file) => file.sha256));
    const bytes = readFileSync(path);
    bytes[0]! ^= 1;
    writeFileSync(path, bytes);
    utimesSync(path, 1e9, 1e9);
    expect(statSync(path).mtimeMs).toBe(1e12);
    expect((await hashExport(folder)).find(({ name }) => name === 'encoder_model.onnx_data')?.sha256).toBe(
      sha256('encoder_model.onnx_data'),
    );
  });

  it('names every graph that is damaged', async () => {
    const { optimumFolder: damaged } = await writeTinyModel();
    const paths = ['encoder_model.onnx', 'decoder_model.onnx'].map((name) => join(damaged, name));
    for (const path of paths) truncateSync(path, 1);
    expect(await rejectionOf(hashExport(damaged))).toEqual({
      code: 'MODEL_DAMAGED',
      message: paths
        .map((path) => `${path}: expected an ONNX graph with its weights, but opening it failed: it is cut off.`)
        .join(' '),
      remedy: 'Export the model again, or copy all of its files again.',
    });
  });

  it('compares what it remembers with what is published now', async () => {
    const expected = '0'.repeat(64);
    await hashExport(folder);
    writeFileSync(join(folder, 'SHA256SUMS'), `${expected}  encoder_model.onnx\n${expected}  tokenizer.json\n`);
    const differing = ['encoder_model.onnx', 'tokenizer.json'].map(
      (name) => `${name} (expected ${expected}, found ${sha256(name)})`,
    );
    expect(await rejectionOf(hashExport(folder, ['tokenizer.json', 'none.json']))).toEqual({
      code: 'MODEL_DAMAGED',
      message: `${folder}: SHA-256 differs from SHA256SUMS: ${differing.join(', ')}.`,
      remedy: 'Get these files again from where the model came from.',
    });
    writeFileSync(join(folder, 'SHA256SUMS'), `${sha256('encoder_model.onnx')}  encoder_model.onnx\n`);
    expect(await hashExport(folder, ['tokenizer.json'])).toHaveLength(7);
  });

  it('refuses files that are not the published ones', async () => {
    const expected = '0'.repeat(64);
    writeFileSync(join(folder, 'SHA256SUMS'), `${expected}  encoder_model.onnx\n`);
    const found = sha256('encoder_model.onnx');
    // Something has changed since the hashes were taken.
    appendFileSync(join(folder, 'config.json'), '\n');
    expect(await rejectionOf(hashExport(folder))).toEqual({
      code: 'MODEL_DAMAGED',
      message: `${folder}: SHA-256 differs from SHA256SUMS: encoder_model.onnx (expected ${expected}, found ${found}).`,
      remedy: 'Get these files again from where the model came from.',
    });
    expect(existsSync(record())).toBe(true);
  });
});
