import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { pathForFileSystem } from '../audio/path-bytes.ts';

/** Bytes that are looked at in the beginning, the middle and the end of a file. */
const SAMPLE_BYTES = 16_384;
/** Changes that follow each other faster may have the same time. */
const SETTLED_MS = 2000;
/** 0 on Windows, which has no such flag whatever the type says. */
const NONBLOCKING = (constants.O_NONBLOCK as number | undefined) ?? 0;

/** What a recording is told by from one run to the next. */
export interface RecordedAudio {
  /** See {@link audioIdentity}. */
  readonly audio: string;
  /** See {@link audioStamp}. */
  readonly stamp: string | undefined;
}

/**
 * Whether a file is the recording that it was: nothing has been done to it, for which one look at it is enough, or
 * else its identity is the same.
 */
export async function isSameAudio(path: string, { audio, stamp }: RecordedAudio): Promise<boolean> {
  return (stamp !== undefined && (await audioStamp(path)) === stamp) || (await audioIdentity(path)) === audio;
}

/**
 * A text that changes with everything that is done to a file: inode, size, and the times of its last change and of its
 * last change of status, which nobody can set. `undefined` for what is no regular file, and for one that changed so
 * lately that the next change may get the same time.
 */
export async function audioStamp(path: string): Promise<string | undefined> {
  const stats = await stat(pathForFileSystem(path), { bigint: true }).catch(() => undefined);
  if (stats?.isFile() !== true || Date.now() - Number(stats.ctimeMs) < SETTLED_MS) return undefined;
  return [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join('-');
}

/**
 * A text that changes whenever a file is replaced or written to: size, time of the last change to its content, and a
 * hash of samples of it.
 *
 * The times of copies and of unpacked archives may be equal where the content is not, and recordings of one length are
 * of one size: the samples tell those apart without reading everything. The inode is left out, so that a copy that
 * keeps its time is still the same recording.
 *
 * `undefined` for what is no regular file or cannot be read: nothing is known of it from one run to the next.
 */
export async function audioIdentity(path: string): Promise<string | undefined> {
  // A named pipe would block until somebody writes to it.
  const handle = await open(pathForFileSystem(path), constants.O_RDONLY | NONBLOCKING).catch(() => undefined);
  try {
    return handle && (await identityOf(handle));
  } catch {
    // Reading it again for its audio will tell what is wrong.
    return undefined;
  } finally {
    await handle?.close();
  }
}

async function identityOf(handle: FileHandle): Promise<string | undefined> {
  const stats = await handle.stat({ bigint: true });
  if (!stats.isFile()) return undefined;
  const { size, mtimeNs } = stats;
  return `${String(size)}-${String(mtimeNs)}-${await hashSamples(handle, Number(size))}`;
}

async function hashSamples(handle: FileHandle, size: number): Promise<string> {
  const hash = createHash('sha256');
  // A short file at once: of ten thousand clips each call counts.
  const length = size <= 3 * SAMPLE_BYTES ? size : SAMPLE_BYTES;
  for (const offset of sampleOffsets(size - length)) {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
    hash.update(buffer.subarray(0, bytesRead));
  }
  return hash.digest('hex').slice(0, 16);
}

function sampleOffsets(last: number): readonly number[] {
  return [...new Set([0, Math.floor(last / 2), last])];
}
