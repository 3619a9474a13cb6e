import { createHash } from 'node:crypto';
import { closeSync, createReadStream, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { WhisperBatchError } from '../errors.ts';
import { isRecord } from '../json-file.ts';

/** Lists the published hashes of a model folder, in the form of `sha256sum`. */
const PUBLISHED_HASHES = 'SHA256SUMS';
const PIECE_BYTES = 1 << 20;

/** A file as it was when its hash was taken. */
export interface HashedFile {
  readonly name: string;
  readonly byteLength: number;
  readonly modifiedMs: number;
  /** When content or attributes were last changed (`ctime`). */
  readonly changedMs: number;
  readonly sha256: string;
}

/**
 * Hashes files of a model folder and compares them, and whatever else its `SHA256SUMS` lists, with the hashes there.
 *
 * @throws WhisperBatchError `MODEL_DAMAGED` naming every file whose hash differs
 */
export async function hashModelFiles(folder: string, names: readonly string[]): Promise<HashedFile[]> {
  const published = readPublishedHashes(folder);
  const others = [...published.keys()].filter((name) => !names.includes(name) && existsSync(join(folder, name)));
  return (await hashAsPublished(folder, [...names, ...others], published)).slice(0, names.length);
}

/**
 * Compares those of some files of a model folder that are there and that its `SHA256SUMS` lists with the hashes there.
 *
 * @throws WhisperBatchError as {@link hashModelFiles}
 */
export async function checkPublished(folder: string, names: readonly string[]): Promise<void> {
  const published = readPublishedHashes(folder);
  const listed = names.filter((name) => published.has(name) && existsSync(join(folder, name)));
  await hashAsPublished(folder, listed, published);
}

async function hashAsPublished(
  folder: string,
  names: readonly string[],
  published: ReadonlyMap<string, string>,
): Promise<HashedFile[]> {
  const files = await Promise.all(names.map((name) => hashFile(folder, name)));
  const wrong = files.filter(({ name, sha256 }) => (published.get(name) ?? sha256) !== sha256);
  if (wrong.length === 0) return files;
  const found = wrong.map(({ name, sha256 }) => `${name} (expected ${published.get(name) ?? ''}, found ${sha256})`);
  const message = `${folder}: SHA-256 differs from ${PUBLISHED_HASHES}: ${found.join(', ')}.`;
  throw new WhisperBatchError('MODEL_DAMAGED', message, 'Get these files again from where the model came from.');
}

/** Whether a value read from JSON is a list of such records, with at least one. */
export function areHashedFiles(value: unknown): value is HashedFile[] {
  return Array.isArray(value) && value.length > 0 && value.every(isHashedFile);
}

function isHashedFile(value: unknown): value is HashedFile {
  if (!isRecord(value) || typeof value['name'] !== 'string' || typeof value['sha256'] !== 'string') return false;
  if (isAbsolute(value['name']) || value['name'].split(/[/\\]/u).includes('..')) return false;
  return ['byteLength', 'modifiedMs', 'changedMs'].every((key) => typeof value[key] === 'number');
}

/** Whether a file still has the content it had when it was hashed. */
export function isUnchanged(folder: string, file: HashedFile): boolean {
  const path = join(folder, file.name);
  if (!existsSync(path) || statSync(path).size !== file.byteLength) return false;
  // Copied, checked out or unpacked again: only the content can tell.
  return hasSameTimes(folder, file) || hashSync(path) === file.sha256;
}

/** Whether nothing was done to a file since it was hashed. */
export function hasSameTimes(folder: string, { name, byteLength, modifiedMs, changedMs }: HashedFile): boolean {
  const found = statSync(join(folder, name), { throwIfNoEntry: false });
  // Both times: programs that unpack and copy set the modification time, nothing can set that of the last change.
  return found?.size === byteLength && found.mtimeMs === modifiedMs && found.ctimeMs === changedMs;
}

/** The record of an unchanged file with the times it has now. */
export function withPresentTimes(folder: string, file: HashedFile): HashedFile {
  const { mtimeMs, ctimeMs } = statSync(join(folder, file.name));
  return { ...file, modifiedMs: mtimeMs, changedMs: ctimeMs };
}

/** The record of one file. */
export async function hashFile(folder: string, name: string): Promise<HashedFile> {
  const path = join(folder, name);
  const { size, mtimeMs, ctimeMs } = statSync(path);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: PIECE_BYTES }), hash);
  return { name, byteLength: size, modifiedMs: mtimeMs, changedMs: ctimeMs, sha256: hash.digest('hex') };
}

function hashSync(path: string): string {
  const file = openSync(path, 'r');
  try {
    const hash = createHash('sha256');
    const piece = Buffer.alloc(PIECE_BYTES);
    for (let count = readSync(file, piece); count > 0; count = readSync(file, piece)) {
      hash.update(piece.subarray(0, count));
    }
    return hash.digest('hex');
  } finally {
    closeSync(file);
  }
}

function readPublishedHashes(folder: string): ReadonlyMap<string, string> {
  const path = join(folder, PUBLISHED_HASHES);
  if (!existsSync(path)) return new Map();
  const lines = readFileSync(path, 'utf8').matchAll(/^([0-9a-f]{64}) [ *](?:\.\/)?([\w.-]+)$/gim);
  return new Map(Array.from(lines, ([, hash, name]) => [name ?? '', (hash ?? '').toLowerCase()]));
}
