import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { pathForFileSystem } from './path-bytes.ts';
import { describeThrown, WhisperBatchError } from '../errors.ts';

/** For {@link AudioFile.pieces} of coded sound: decoding as much, seconds of sound at low rates, blocks only briefly. */
export const CODED_PIECE_BYTES = 16_384;

/** What parsers of headers need of a file or stream. */
export interface ReadableBytes {
  readonly path: string;
  /** Infinity for a stream. */
  readonly sizeBytes: number;
  /** Up to `length` bytes from `offset`; fewer at the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Random and streamed access to the bytes of one open file. */
export interface AudioFile extends ReadableBytes {
  /** Bytes `from` up to `to` in pieces of at most `pieceBytes`, each in memory of its own. */
  pieces(from: number, to: number, pieceBytes: number): AsyncGenerator<Uint8Array, void>;
  close(): Promise<void>;
}

/** An audio file that other programs can be given. */
export interface OpenAudioFile extends AudioFile {
  /** The operating system's number of it, while it is open. */
  readonly descriptor: number;
}

/** Opens a regular, non-empty file; throws AUDIO_UNREADABLE or AUDIO_EMPTY otherwise. */
export async function openAudioFile(path: string): Promise<OpenAudioFile> {
  const handle = await openRegularFile(path);
  const sizeBytes = await checkedSize(handle, path);
  const read = async (offset: number, length: number): Promise<Uint8Array> => {
    const buffer = new Uint8Array(Math.max(0, Math.min(length, sizeBytes - offset)));
    try {
      return buffer.subarray(0, await readFully(handle, buffer, offset));
    } catch (error) {
      throw unreadable(path, error);
    }
  };
  return {
    path,
    descriptor: handle.fd,
    sizeBytes,
    read,
    async *pieces(from, to, pieceBytes) {
      for (let offset = from; offset < to;) {
        const piece = await read(offset, Math.min(pieceBytes, to - offset));
        if (piece.length === 0) return; // the file became shorter while it was read
        yield piece;
        offset += piece.length;
      }
    },
    close: () => handle.close(),
  };
}

/** 0 on Windows, which has no such flag whatever the type says. */
const NONBLOCKING = (constants.O_NONBLOCK as number | undefined) ?? 0;

async function openRegularFile(path: string): Promise<FileHandle> {
  try {
    // A named pipe would block until somebody writes to it; O_NONBLOCK opens it at once, to be refused below.
    return await open(pathForFileSystem(path), constants.O_RDONLY | NONBLOCKING);
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function checkedSize(handle: FileHandle, path: string): Promise<number> {
  const stats = await handle.stat().catch(async (error: unknown) => {
    await handle.close();
    throw unreadable(path, error);
  });
  if (stats.isFile() && stats.size > 0) return stats.size;
  await handle.close();
  if (stats.isFile()) {
    throw new WhisperBatchError(
      'AUDIO_EMPTY',
      `Expected audio in "${path}", found an empty file.`,
      'Replace the file or leave it out.',
    );
  }
  throw new WhisperBatchError(
    'AUDIO_UNREADABLE',
    `Expected a regular file at "${path}", found a ${stats.isDirectory() ? 'folder' : 'device, pipe or socket'}.`,
    'Give the path of an audio file.',
  );
}

async function readFully(handle: FileHandle, buffer: Uint8Array, offset: number): Promise<number> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}

function unreadable(path: string, error: unknown): WhisperBatchError {
  return new WhisperBatchError(
    'AUDIO_UNREADABLE',
    `Could not read "${path}": ${describeThrown(error)}.`,
    'Check that the file exists and that you may read it.',
    { cause: error },
  );
}
