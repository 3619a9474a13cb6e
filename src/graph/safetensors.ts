import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { describeThrown, WhisperBatchError } from '../errors.ts';
import { isRecord } from '../json-file.ts';
import { damagedFile, unreadableFile } from '../model-errors.ts';
import { halfToSingle } from './half-precision.ts';

/** Where one tensor lies in a safetensors file. */
export interface TensorEntry {
  readonly dtype: 'F16' | 'F32';
  readonly shape: readonly number[];
  /** Byte position in the file. */
  readonly position: number;
  readonly byteLength: number;
}

/** A safetensors file whose header has been checked against its size. */
export interface SafetensorsFile {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, TensorEntry>;
}

const LENGTH_BYTES = 8;
const MAX_HEADER_BYTES = 100_000_000; // the format's own limit
const BYTES_PER_ELEMENT = { F16: 2, F32: 4 } as const;

/**
 * Reads the header of a safetensors file (8 bytes little-endian length, JSON, data).
 *
 * @throws WhisperBatchError `MODEL_DAMAGED` when the file cannot be read or header and file size do not fit together,
 *   `MODEL_UNSUPPORTED` when tensors are of another type
 */
export function openSafetensors(path: string): SafetensorsFile {
  return withOpenFile(path, (file) => {
    const fileBytes = fstatSync(file.descriptor).size;
    const headerBytes = readHeaderLength(file, fileBytes);
    const header = parseHeader(path, readBytes(file, LENGTH_BYTES, headerBytes).toString('utf8'));
    const dataStart = LENGTH_BYTES + headerBytes;
    const tensors = new Map<string, TensorEntry>();
    for (const [name, entry] of Object.entries(header)) {
      if (name !== '__metadata__') tensors.set(name, parseEntry({ path, name, entry, dataStart, fileBytes }));
    }
    return { path, tensors };
  });
}

/**
 * The values of one tensor as float32, in row-major order.
 *
 * @throws WhisperBatchError `MODEL_DAMAGED` when the file cannot be read or has become shorter
 */
export function readTensor(file: SafetensorsFile, entry: TensorEntry): Float32Array<ArrayBuffer> {
  return entry.dtype === 'F16' ? halfToSingle(readHalves(file, entry)) : new Float32Array(readEntry(file, entry));
}

/**
 * The bit patterns of one tensor of half-precision numbers, in row-major order.
 *
 * @throws WhisperBatchError `MODEL_DAMAGED` when the file cannot be read or has become shorter
 */
export function readHalves(file: SafetensorsFile, entry: TensorEntry): Uint16Array<ArrayBuffer> {
  return new Uint16Array(readEntry(file, entry));
}

function readEntry({ path }: SafetensorsFile, { position, byteLength }: TensorEntry): ArrayBuffer {
  return withOpenFile(path, (file) => readBytes(file, position, byteLength)).buffer;
}

interface OpenFile {
  readonly path: string;
  readonly descriptor: number;
}

function withOpenFile<Result>(path: string, read: (file: OpenFile) => Result): Result {
  try {
    const descriptor = openSync(path, 'r');
    try {
      return read({ path, descriptor });
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw error instanceof WhisperBatchError ? error : unreadableFile(path, error);
  }
}

function readHeaderLength(file: OpenFile, fileBytes: number): number {
  const { path } = file;
  if (fileBytes < LENGTH_BYTES) {
    throw damagedFile(path, `the file has ${String(fileBytes)} bytes, too few for a header`);
  }
  const length = Number(readBytes(file, 0, LENGTH_BYTES).readBigUInt64LE());
  if (length > MAX_HEADER_BYTES || LENGTH_BYTES + length > fileBytes) {
    throw damagedFile(path, `its header claims ${String(length)} bytes, the whole file has ${String(fileBytes)}`);
  }
  return length;
}

// An own ArrayBuffer (not Node's shared pool), so that typed arrays can be laid over it.
function readBytes({ path, descriptor }: OpenFile, position: number, byteLength: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.from(new ArrayBuffer(byteLength));
  let done = 0;
  while (done < byteLength) {
    const count = readSync(descriptor, bytes, done, byteLength - done, position + done);
    if (count === 0) {
      const end = String(position + byteLength);
      throw damagedFile(path, `expected bytes up to ${end}, found the end of the file at ${String(position + done)}`);
    }
    done += count;
  }
  return bytes;
}

function parseHeader(path: string, text: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(text);
    if (isRecord(header)) return header;
  } catch (error) {
    throw damagedFile(path, `its header is not JSON (${describeThrown(error)})`);
  }
  throw damagedFile(path, 'its header is not a JSON object');
}

interface EntryContext {
  readonly path: string;
  readonly name: string;
  readonly entry: unknown;
  readonly dataStart: number;
  readonly fileBytes: number;
}

function parseEntry({ path, name, entry, dataStart, fileBytes }: EntryContext): TensorEntry {
  const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? entry : {};
  if (!isIntegers(shape) || !isIntegers(offsets) || offsets.length !== 2) {
    throw damagedFile(path, `the header entry of \`${name}\` is malformed`);
  }
  if (dtype !== 'F16' && dtype !== 'F32') {
    const message = `${path}: expected \`${name}\` as F16 or F32, found ${JSON.stringify(dtype)}.`;
    throw new WhisperBatchError('MODEL_UNSUPPORTED', message, 'Save the checkpoint in float16 or float32.');
  }
  const [begin, end] = offsets as [number, number];
  const byteLength = shape.reduce((product, size) => product * size, BYTES_PER_ELEMENT[dtype]);
  if (begin < 0 || end - begin !== byteLength || dataStart + end > fileBytes) {
    const found = `the file has ${String(fileBytes)} bytes and the tensor would end at ${String(dataStart + end)}`;
    throw damagedFile(path, `\`${name}\` does not lie within the file: ${found}`);
  }
  return { dtype, shape, position: dataStart + begin, byteLength };
}

function isIntegers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && (item as number) >= 0);
}
