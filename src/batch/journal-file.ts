import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { outputError } from '../output/output-error.ts';
import { syncFolder } from '../sync-files.ts';
import { encodeLine, type JournalRecord } from './journal-line.ts';

const NEWLINE = 0x0a;

/** A file of lines that only ever grows. */
export interface JournalFile {
  /**
   * Adds a record. When this is settled the record survives a kill of the process; if `isDurable`, it and all before it
   * survive a power cut.
   *
   * @throws WhisperBatchError `OUTPUT_FAILED`, for this record and all after it
   */
  append(record: JournalRecord, isDurable: boolean): Promise<void>;
  /** Waits for what was added and closes the file. */
  close(): Promise<void>;
}

/** A journal to add to; the file is made with the first record, after a line that says what it is. */
export function openJournalFile(path: string, header: JournalRecord): JournalFile {
  let handle: FileHandle | undefined;
  let failure: unknown;
  const pending: PendingLine[] = [];
  let writing: Promise<void> | undefined;
  const write = async (lines: readonly PendingLine[]): Promise<void> => {
    const isNew = handle === undefined;
    handle ??= await open(path, 'a+');
    const start = isNew ? await beginning(handle, header) : '';
    await handle.appendFile(start + lines.map(({ text }) => text).join(''), 'utf8');
    // A file that is new is lost in a power cut, synced or not, while its folder is not.
    if (isNew) await syncFolder(dirname(path));
    if (lines.some(({ isDurable }) => isDurable)) await handle.datasync();
  };
  const settle = async (lines: readonly PendingLine[]): Promise<void> => {
    try {
      if (failure === undefined) await write(lines);
    } catch (error) {
      // What was written of the line is torn; nothing may follow it.
      failure = outputError(path, error);
    }
    for (const { resolve, reject } of lines) {
      if (failure === undefined) resolve();
      else reject(failure);
    }
  };
  // Lines that come while others are written and synced are then written together: one sync serves them all.
  const writeAll = async (): Promise<void> => {
    while (pending.length > 0) await settle(pending.splice(0));
    writing = undefined;
  };
  return {
    append: (record, isDurable) =>
      new Promise((resolve, reject) => {
        pending.push({ text: encodeLine(record), isDurable, resolve, reject });
        writing ??= writeAll();
      }),
    close: async () => {
      await writing;
      await handle?.close();
    },
  };
}

/**
 * The lines of a journal in order, without their newlines, about a megabyte of them at once; none when there is no such
 * file. What follows the last newline is torn and no line.
 *
 * @throws WhisperBatchError `OUTPUT_FAILED` when there is one that cannot be read
 */
export async function* readJournalLines(path: string): AsyncGenerator<readonly Buffer[], void> {
  let rest: Buffer[] = [];
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
      const lines: Buffer[] = [];
      let start = 0;
      for (let end = piece.indexOf(NEWLINE); end >= 0; end = piece.indexOf(NEWLINE, start)) {
        lines.push(rest.length === 0 ? piece.subarray(start, end) : Buffer.concat([...rest, piece.subarray(0, end)]));
        rest = [];
        start = end + 1;
      }
      rest.push(piece.subarray(start));
      yield lines;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw outputError(path, error);
  }
}

interface PendingLine {
  readonly text: string;
  readonly isDurable: boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

// The last line that is there may be torn; its rest must not spoil the next one.
async function beginning(handle: FileHandle, header: JournalRecord): Promise<string> {
  const { size } = await handle.stat();
  if (size === 0) return encodeLine(header);
  const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === NEWLINE ? '' : '\n';
}
