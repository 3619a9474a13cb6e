import { createHash } from 'node:crypto';
import { closeSync, createReadStream, existsSync, openSync, readSync, statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isRecord } from '../json-file.ts';

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

/** The hash of a file, as hexadecimal digits. */
export function hashSync(path: string): string {
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
