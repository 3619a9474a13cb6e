import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { describeThrown, WhisperBatchError } from '../errors.ts';

/** Fields of `onnx.proto` that lead to tensors, by message: field number → message. */
const FIELDS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  model: { 7: 'graph', 20: 'training', 25: 'function' },
  training: { 1: 'graph', 2: 'graph' },
  function: { 7: 'node', 11: 'attribute' },
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  sparse: { 1: 'tensor', 2: 'tensor' },
  tensor: { 13: 'entry' },
};
const ENTRY_KEY = 1;
const ENTRY_VALUE = 2;
const MOST_DEPTH = 32;
const LONGEST_TEXT_BYTES = 4096;
const BUFFER_BYTES = 65_536;

/**
 * Checks that an ONNX file takes weights only from files of its own folder, before ONNX Runtime opens whatever it names.
 *
 * @throws WhisperBatchError `MODEL_UNSAFE` naming the file that lies elsewhere, `MODEL_DAMAGED` for what is no ONNX file
 */
export function checkExternalData(modelPath: string): void {
  for (const location of new Set(externalLocations(modelPath))) checkLocation(modelPath, location);
}

/** The files that an ONNX file says its tensors lie in. */
export function externalLocations(modelPath: string): string[] {
  try {
    return locationsIn(modelPath);
  } catch (error) {
    const message = `${modelPath}: expected an ONNX graph with its weights, but opening it failed: ${describeThrown(error)}.`;
    throw new WhisperBatchError('MODEL_DAMAGED', message, 'Export the model again, or copy all of its files again.', {
      cause: error,
    });
  }
}

function locationsIn(modelPath: string): string[] {
  const bytes = new PagedFile(modelPath);
  try {
    const found: string[] = [];
    visit(bytes, { message: 'model', start: 0, end: bytes.size, depth: 0 }, found);
    return found;
  } finally {
    bytes.close();
  }
}

interface Message {
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly depth: number;
}

function visit(bytes: PagedFile, { message, start, end, depth }: Message, found: string[]): void {
  if (depth > MOST_DEPTH) throw new Error('its messages are nested too deeply');
  const texts = new Map<number, string>();
  for (let at = start; at < end;) {
    const field = readField(bytes, at, end);
    const inner = FIELDS[message]?.[field.number];
    if (message === 'entry') texts.set(field.number, bytes.text(field.start, field.end));
    else if (inner !== undefined && field.isNested) {
      visit(bytes, { message: inner, start: field.start, end: field.end, depth: depth + 1 }, found);
    }
    at = field.end;
  }
  if (texts.get(ENTRY_KEY) === 'location') found.push(texts.get(ENTRY_VALUE) ?? '');
}

interface Field {
  readonly number: number;
  readonly isNested: boolean;
  readonly start: number;
  readonly end: number;
}

/** One field of the protobuf wire format. */
function readField(bytes: PagedFile, at: number, end: number): Field {
  const tag = bytes.varint(at);
  // Other readers would take its last 32 bits, and find another field than this one.
  if (tag.value > 0xffff_ffff) throw new Error(`byte ${String(at)} begins no field`);
  const [number, wireType] = [Math.floor(tag.value / 8), tag.value % 8];
  const field = { number, isNested: wireType === 2, start: tag.end };
  if (wireType === 0) return { ...field, end: bytes.varint(tag.end).end };
  if (wireType === 1) return { ...field, end: tag.end + 8 };
  if (wireType === 5) return { ...field, end: tag.end + 4 };
  if (wireType !== 2) throw new Error(`byte ${String(at)} begins no field`);
  const length = bytes.varint(tag.end);
  if (length.end + length.value > end) throw new Error(`the field at byte ${String(at)} is longer than what holds it`);
  return { ...field, start: length.end, end: length.end + length.value };
}

/** The bytes of a file, read in pages: weights are passed over without being read. */
class PagedFile {
  readonly size: number;
  readonly #file: number;
  readonly #page = Buffer.alloc(BUFFER_BYTES);
  #pageStart = 0;
  #pageEnd = 0;

  constructor(path: string) {
    this.#file = openSync(path, 'r');
    this.size = fstatSync(this.#file).size;
  }

  varint(at: number): { value: number; end: number } {
    let value = 0;
    for (let n = 0; n < 10; n++) {
      const byte = this.#byte(at + n);
      value += (byte & 0x7f) * 2 ** (7 * n);
      if (byte < 0x80) return { value, end: at + n + 1 };
    }
    throw new Error(`the number at byte ${String(at)} does not end`);
  }

  text(start: number, end: number): string {
    if (end - start > LONGEST_TEXT_BYTES) throw new Error(`the text at byte ${String(start)} is too long`);
    const text = Buffer.from(Array.from({ length: end - start }, (_, n) => this.#byte(start + n)));
    // Another name would be looked for than the one that is opened.
    if (!isUtf8(text)) throw new Error(`the text at byte ${String(start)} is no UTF-8`);
    return text.toString('utf8');
  }

  close(): void {
    closeSync(this.#file);
  }

  #byte(at: number): number {
    if (at < this.#pageStart || at >= this.#pageEnd) {
      this.#pageStart = at;
      this.#pageEnd = at + readSync(this.#file, this.#page, 0, BUFFER_BYTES, at);
      if (this.#pageEnd === at) throw new Error('it is cut off');
    }
    return this.#page[at - this.#pageStart] ?? 0;
  }
}

function checkLocation(modelPath: string, location: string): void {
  const folder = dirname(modelPath);
  // Also refuses ONNX Runtime's own mark for memory addresses, which holds asterisks.
  const isPlain = /^[^*\\:\0]+$/u.test(location) && !isAbsolute(location) && !location.split('/').includes('..');
  if (isPlain && allowedFolders(folder).some((allowed) => isWithin(allowed, realLocation(folder, location)))) return;
  const message = `${modelPath}: expected its weights in ${folder}, but it names "${location}", which lies elsewhere.`;
  throw new WhisperBatchError('MODEL_UNSAFE', message, 'Use only models that you trust; export this one again.');
}

/** The model folder; in the cache of Hugging Face's programs, its files are links into `blobs` two levels up. */
function allowedFolders(folder: string): readonly string[] {
  const own = realpathSync(folder);
  const snapshots = dirname(own);
  return basename(snapshots) === 'snapshots' ? [own, join(dirname(snapshots), 'blobs')] : [own];
}

/** Where a file really lies; one that does not exist would lie in the folder, and ONNX Runtime says that it is missing. */
function realLocation(folder: string, location: string): string {
  const path = resolve(realpathSync(folder), location);
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function isWithin(folder: string, path: string): boolean {
  const below = relative(folder, path);
  return below !== '' && !below.startsWith('..') && !isAbsolute(below);
}
