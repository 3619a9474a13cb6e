import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSafetensors, readTensor } from '../../src/graph/safetensors.ts';
import { errorOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const path = join(temporaryFolder(), 'model.safetensors');
const remedy = 'Get the file again from where the model came from.';

describe('openSafetensors and readTensor', () => {
  it('read tensors of both types, in any order and alignment', () => {
    writeFile(
      {
        __metadata__: { format: 'pt' },
        late: { dtype: 'F32', shape: [2], data_offsets: [6, 14] },
        early: { dtype: 'F16', shape: [1, 3], data_offsets: [0, 6] },
        empty: { dtype: 'F32', shape: [0, 5], data_offsets: [14, 14] },
      },
      Buffer.concat([bytesOf(Uint16Array.of(0x3c00, 0xc000, 0x0001)), bytesOf(Float32Array.of(0.1, -3e38))]),
    );
    const file = openSafetensors(path);
    expect([...file.tensors.keys()]).toEqual(['late', 'early', 'empty']);
    expect(file.tensors.get('early')?.shape).toEqual([1, 3]);
    expect(read('early')).toEqual(Float32Array.of(1, -2, 2 ** -24));
    expect(read('late')).toEqual(Float32Array.of(0.1, -3e38));
    expect(read('empty')).toEqual(new Float32Array(0));
    function read(name: string): Float32Array {
      return readTensor(file, file.tensors.get(name)!);
    }
  });

  it('give back any values exactly', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float32Array({ minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 5 }),
        (arrays) => {
          let offset = 0;
          const header = Object.fromEntries(
            arrays.map((values, index) => {
              const begin = offset;
              offset += values.byteLength;
              return [`t${String(index)}`, { dtype: 'F32', shape: [values.length], data_offsets: [begin, offset] }];
            }),
          );
          writeFile(header, Buffer.concat(arrays.map(bytesOf)));
          const file = openSafetensors(path);
          expect([...file.tensors.values()].map((entry) => readTensor(file, entry))).toEqual(arrays);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('openSafetensors, given a damaged file,', () => {
  it('says that a file is too short for a header', () => {
    writeFileSync(path, Buffer.alloc(7));
    expectDamage('the file has 7 bytes, too few for a header');
  });

  it.each([
    ['longer than the file', 100n, '100'],
    ['beyond the limit of the format', 100_000_001n, '100000001'],
    ['absurd', 2n ** 64n - 1n, '18446744073709552000'],
  ])('says that the header claims to be %s', (_, length, shown) => {
    const bytes = Buffer.alloc(20);
    bytes.writeBigUInt64LE(length);
    writeFileSync(path, bytes);
    expectDamage(`its header claims ${shown} bytes, the whole file has 20`);
  });

  it('says that the header is not JSON', () => {
    writeHeader('{"a":');
    expectDamage('its header is not JSON (Unexpected end of JSON input)');
  });

  it.each(['[]', 'null', '3'])('says that the header %s is not an object', (text) => {
    writeHeader(text);
    expectDamage('its header is not a JSON object');
  });

  it.each([
    ['text', 'F32'],
    ['null', null],
    ['a shape that is a number', { dtype: 'F32', shape: 4, data_offsets: [0, 16] }],
    ['no shape', { dtype: 'F32', data_offsets: [0, 16] }],
    ['a negative size', { dtype: 'F32', shape: [-4], data_offsets: [0, 16] }],
    ['a fractional size', { dtype: 'F32', shape: [1.5], data_offsets: [0, 6] }],
    ['one offset', { dtype: 'F32', shape: [4], data_offsets: [0] }],
    ['three offsets', { dtype: 'F32', shape: [4], data_offsets: [0, 16, 32] }],
    ['negative offsets', { dtype: 'F32', shape: [4], data_offsets: [-16, 0] }],
    ['offsets beyond exact integers', { dtype: 'F32', shape: [4], data_offsets: [2 ** 60, 2 ** 60 + 16] }],
    ['offsets that are text', { dtype: 'F32', shape: [4], data_offsets: ['0', '16'] }],
  ])('says that an entry is malformed: %s', (_, entry) => {
    writeFile({ w: entry }, Buffer.alloc(16));
    expectDamage('the header entry of `w` is malformed');
  });

  it.each([
    ['too many bytes for the shape', { dtype: 'F32', shape: [3], data_offsets: [0, 16] }, 16],
    ['too few bytes for the shape', { dtype: 'F16', shape: [3, 3], data_offsets: [0, 16] }, 16],
    ['the end before the begin', { dtype: 'F32', shape: [4], data_offsets: [16, 0] }, 0],
    ['a shape whose product is not exact', { dtype: 'F32', shape: [2 ** 40, 2 ** 40], data_offsets: [0, 16] }, 16],
    ['bytes behind the end of the file', { dtype: 'F32', shape: [5], data_offsets: [0, 20] }, 20],
  ])('says that a tensor does not fit: %s', (_, entry, end) => {
    const dataStart = writeFile({ w: entry }, Buffer.alloc(16));
    expectDamage(
      `\`w\` does not lie within the file: the file has ${String(dataStart + 16)} bytes ` +
        `and the tensor would end at ${String(dataStart + end)}`,
    );
  });

  it('notices a file that was cut off by one byte', () => {
    const dataStart = writeFile({ w: { dtype: 'F32', shape: [4], data_offsets: [0, 16] } }, Buffer.alloc(16));
    truncateSync(path, dataStart + 15);
    const [size, end] = [dataStart + 15, dataStart + 16].map(String);
    expectDamage(
      `\`w\` does not lie within the file: the file has ${size ?? ''} bytes and the tensor would end at ${end ?? ''}`,
    );
  });

  it('says that a folder stands in its place, or that nothing does', () => {
    const folder = temporaryFolder();
    const unreadable = 'Check that the path is a file and that you may read it.';
    expect(errorOf(() => openSafetensors(folder))).toEqual({
      code: 'MODEL_DAMAGED',
      message: `${folder}: expected a readable file, but reading it failed: EISDIR: illegal operation on a directory, read.`,
      remedy: unreadable,
    });
    const nothing = join(folder, 'nothing');
    expect(errorOf(() => openSafetensors(nothing))).toEqual({
      code: 'MODEL_DAMAGED',
      message: `${nothing}: expected a readable file, but reading it failed: ENOENT: no such file or directory, open '${nothing}'.`,
      remedy: unreadable,
    });
  });

  it('says where a file ends that was cut off after it was opened', () => {
    const dataStart = writeFile({ w: { dtype: 'F32', shape: [4], data_offsets: [0, 16] } }, Buffer.alloc(16));
    const file = openSafetensors(path);
    truncateSync(path, dataStart + 10);
    const [end, found] = [dataStart + 16, dataStart + 10].map(String);
    expect(errorOf(() => readTensor(file, file.tensors.get('w')!))).toEqual({
      code: 'MODEL_DAMAGED',
      message: `${path}: expected bytes up to ${end ?? ''}, found the end of the file at ${found ?? ''}.`,
      remedy,
    });
  });

  it.each(['BF16', 'I64', undefined])('says that it cannot use values of type %s', (dtype) => {
    writeFile({ w: { dtype, shape: [4], data_offsets: [0, 8] } }, Buffer.alloc(8));
    expect(errorOf(() => openSafetensors(path))).toEqual({
      code: 'MODEL_UNSUPPORTED',
      message: `${path}: expected \`w\` as F16 or F32, found ${dtype === undefined ? 'undefined' : `"${dtype}"`}.`,
      remedy: 'Save the checkpoint in float16 or float32.',
    });
  });

  it('never answers damage with anything but a named error', () => {
    const intact = writeFile({ w: { dtype: 'F32', shape: [4], data_offsets: [0, 16] } }, Buffer.alloc(16));
    const bytes = readFileSync(path);
    fc.assert(
      fc.property(fc.nat(intact - 1), fc.integer({ min: 1, max: 255 }), (position, change) => {
        const damaged = Buffer.from(bytes);
        damaged[position]! ^= change;
        writeFileSync(path, damaged);
        const code = codeOf(() => {
          const file = openSafetensors(path);
          for (const entry of file.tensors.values()) readTensor(file, entry);
        });
        expect(['none', 'MODEL_DAMAGED', 'MODEL_UNSUPPORTED']).toContain(code);
      }),
      { numRuns: 300 },
    );
  });
});

function codeOf(work: () => void): string {
  try {
    work();
  } catch {
    return errorOf(work).code;
  }
  return 'none';
}

function expectDamage(what: string): void {
  expect(errorOf(() => openSafetensors(path))).toEqual({ code: 'MODEL_DAMAGED', message: `${path}: ${what}.`, remedy });
}

/** Writes header and data; gives where the data start. */
function writeFile(header: Readonly<Record<string, unknown>>, data: Buffer): number {
  return writeHeader(JSON.stringify(header), data);
}

function writeHeader(text: string, data: Buffer = Buffer.alloc(0)): number {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(text)));
  writeFileSync(path, Buffer.concat([length, Buffer.from(text), data]));
  return 8 + Buffer.byteLength(text);
}

function bytesOf(values: Float32Array | Uint16Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}
