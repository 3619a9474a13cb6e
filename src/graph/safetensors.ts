import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { describeThrown, WhisperBatchError } from '../errors.ts';
import { isRecord } from '../json-file.ts';
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
 * @throws WhisperBatchError `MODEL_DAMAGED` when header and file size do not fit together
 */
export function openSafetensors(path: string): SafetensorsFile {
  const file = openSync(path, 'r');
  try {
    const fileBytes = fstatSync(file).size;
    const headerBytes = readHeaderLength(path, file, fileBytes);
    const header = parseHeader(path, readBytes(file, LENGTH_BYTES, headerBytes).toString('utf8'));
    const dataStart = LENGTH_BYTES + headerBytes;
    const tensors = new Map<string, TensorEntry>();
    for (const [name, entry] of Object.entries(header)) {
      if (name !== '__metadata__') tensors.set(name, parseEntry({ path, name, entry, dataStart, fileBytes }));
    }
    return { path, tensors };
  } finally {
    closeSync(file);
  }
}

/** The values of one tensor as float32, in row-major order. */
export function readTensor(file: SafetensorsFile, entry: TensorEntry): Float32Array<ArrayBuffer> {
  const descriptor = openSync(file.path, 'r');
  try {
    const { buffer } = readBytes(descriptor, entry.position, entry.byteLength);
    return entry.dtype === 'F16' ? halfToSingle(new Uint16Array(buffer)) : new Float32Array(buffer);
  } finally {
    closeSync(descriptor);
  }
}

function readHeaderLength(path: string, file: number, fileBytes: number): number {
  if (fileBytes < LENGTH_BYTES) throw damaged(path, `the file has ${String(fileBytes)} bytes, too few for a header`);
  const length = Number(readBytes(file, 0, LENGTH_BYTES).readBigUInt64LE());
  if (length > MAX_HEADER_BYTES || LENGTH_BYTES + length > fileBytes) {
    throw damaged(path, `its header claims ${String(length)} bytes, the whole file has ${String(fileBytes)}`);
  }
  return length;
}

// An own ArrayBuffer (not Node's shared pool), so that typed arrays can be laid over it.
function readBytes(file: number, position: number, byteLength: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.from(new ArrayBuffer(byteLength));
  let done = 0;
  while (done < byteLength) {
    const count = readSync(file, bytes, done, byteLength - done, position + done);
    if (count === 0) throw new RangeError(`end of file at byte ${String(position + done)}`);
    done += count;
  }
  return bytes;
}

function parseHeader(path: string, text: string): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(text);
    if (isRecord(header)) return header;
  } catch (error) {
    throw damaged(path, `its header is not JSON (${describeThrown(error)})`);
  }
  throw damaged(path, 'its header is not a JSON object');
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
    throw damaged(path, `the header entry of \`${name}\` is malformed`);
  }
  if (dtype !== 'F16' && dtype !== 'F32') {
    const message = `${path}: expected \`${name}\` as F16 or F32, found ${JSON.stringify(dtype)}.`;
    throw new WhisperBatchError('MODEL_UNSUPPORTED', message, 'Save the checkpoint in float16 or float32.');
  }
  const [begin, end] = offsets as [number, number];
  const byteLength = shape.reduce((product, size) => product * size, BYTES_PER_ELEMENT[dtype]);
  if (begin < 0 || end - begin !== byteLength || dataStart + end > fileBytes) {
    const found = `the file has ${String(fileBytes)} bytes and the tensor would end at ${String(dataStart + end)}`;
    throw damaged(path, `\`${name}\` does not lie within the file: ${found}`);
  }
  return { dtype, shape, position: dataStart + begin, byteLength };
}

function isIntegers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && (item as number) >= 0);
}

function damaged(path: string, what: string): WhisperBatchError {
  return new WhisperBatchError(
    'MODEL_DAMAGED',
    `${path}: ${what}.`,
    'Get the file again from where the model came from.',
  );
}
