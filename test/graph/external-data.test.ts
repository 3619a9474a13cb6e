import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { checkExternalData, externalLocations } from '../../src/graph/external-data.ts';
import { encodeOnnxModel, type OnnxModel, type OnnxTensor } from '../../src/graph/onnx-protobuf.ts';
import { errorOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let folder = '';
let path = '';

beforeEach(() => {
  folder = join(temporaryFolder(), 'model');
  mkdirSync(folder);
  path = join(folder, 'model.onnx');
});

function tensorAt(location: string): OnnxTensor {
  const externalData = [
    { key: 'location', value: location },
    { key: 'offset', value: '0' },
  ];
  return { name: 'w', dataType: 1, dims: [1], externalData, dataLocation: 1 };
}

function write(...locations: readonly string[]): void {
  const inside: OnnxTensor = { name: 'i', dataType: 1, dims: [25_000], rawData: new Uint8Array(100_000) };
  const model: OnnxModel = {
    irVersion: 8,
    producerName: 'test',
    opsetImport: [{ domain: '', version: 17 }],
    graph: { name: 'g', node: [], initializer: [inside, ...locations.map(tensorAt)], input: [], output: [] },
  };
  writeFileSync(path, encodeOnnxModel(model));
}

describe('externalLocations', () => {
  it('names every file that tensors lie in, beyond weights that lie in the model itself', () => {
    write('a.data', 'sub/b.data');
    expect(externalLocations(path)).toEqual(['a.data', 'sub/b.data']);
  });

  it('refuses what is no ONNX file', () => {
    writeFileSync(path, 'This is a text.');
    expect(errorOf(() => externalLocations(path)).code).toBe('MODEL_DAMAGED');
  });

  it('says that a folder, or nothing, stands in its place', () => {
    const opening = 'expected an ONNX graph with its weights, but opening it failed';
    expect(errorOf(() => externalLocations(folder)).message).toBe(
      `${folder}: ${opening}: EISDIR: illegal operation on a directory, read.`,
    );
    expect(errorOf(() => externalLocations(path)).message).toBe(
      `${path}: ${opening}: ENOENT: no such file or directory, open '${path}'.`,
    );
  });

  it('refuses numbers of fields that other readers take for others', () => {
    write('a.data');
    // Field 2^29 + 13 of a length of 0: its last 32 bits say field 13.
    writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.from([0xea, 0x80, 0x80, 0x80, 0x10, 0x00])]));
    expect(errorOf(() => externalLocations(path)).code).toBe('MODEL_DAMAGED');
  });

  it('refuses locations that are no UTF-8', () => {
    write('a.data');
    const bytes = readFileSync(path);
    bytes[bytes.indexOf('a.data')] = 0xff;
    writeFileSync(path, bytes);
    expect(errorOf(() => externalLocations(path)).message).toMatch(/the text at byte \d+ is no UTF-8\.$/);
  });

  it('refuses an ONNX file that is cut off', () => {
    write('a.data');
    writeFileSync(path, Buffer.from([0x3a, 0x20, 0x2a]));
    expect(errorOf(() => externalLocations(path))).toEqual({
      code: 'MODEL_DAMAGED',
      message: `${path}: expected an ONNX graph with its weights, but opening it failed: the field at byte 0 is longer than what holds it.`,
      remedy: 'Export the model again, or copy all of its files again.',
    });
  });
});

describe('checkExternalData', () => {
  it('takes files of the model folder, also such as do not exist', () => {
    write('a.data', 'sub/b.data');
    writeFileSync(join(folder, 'a.data'), '');
    expect(() => {
      checkExternalData(path);
    }).not.toThrow();
  });

  it.each(['/etc/passwd', '../secret', 'sub/../../secret', '', '.', 'C:\\secret', '*/_ORT_MEM_ADDR_/*'])(
    'refuses weights in "%s"',
    (location) => {
      write(location);
      expect(errorOf(() => checkExternalData(path))).toEqual({
        code: 'MODEL_UNSAFE',
        message: `${path}: expected its weights in ${folder}, but it names "${location}", which lies elsewhere.`,
        remedy: 'Use only models that you trust; export this one again.',
      });
    },
  );

  it('refuses a link that leads out of the folder, but not in the layout of the Hugging Face cache', () => {
    write('weights');
    writeFileSync(join(folder, '..', 'secret'), '');
    symlinkSync('../secret', join(folder, 'weights'));
    expect(errorOf(() => checkExternalData(path)).code).toBe('MODEL_UNSAFE');

    const snapshot = join(folder, 'snapshots', 'abc');
    mkdirSync(snapshot, { recursive: true });
    mkdirSync(join(folder, 'blobs'));
    path = join(snapshot, 'model.onnx');
    write('weights');
    writeFileSync(join(folder, 'blobs', '123'), '');
    symlinkSync('../../blobs/123', join(snapshot, 'weights'));
    expect(() => {
      checkExternalData(path);
    }).not.toThrow();
  });
});
