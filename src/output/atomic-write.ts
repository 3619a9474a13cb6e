import { randomUUID } from 'node:crypto';
import { access, constants, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { outputError, systemCode } from './output-error.ts';
import { makeFolder } from '../make-folder.ts';
import { syncFolder } from '../sync-files.ts';

/** A file to be written, and its whole text. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
}

/** A name in the folder of `path` for what is not complete yet; what a kill leaves of it is found by this name. */
export function temporaryName(path: string): string {
  return join(dirname(path), `.whisper-batch-${randomUUID()}.tmp`);
}

/** Whether a file was left behind half-written, by its name. */
export function isTemporaryName(name: string): boolean {
  return /^\.whisper-batch-[0-9a-f-]{36}\.tmp$/.test(name);
}

interface StagedFile extends TextFile {
  /** Where the text lies until all files are complete; `undefined` for devices and pipes. */
  readonly temporaryPath: string | undefined;
}

/**
 * Writes files whole or not at all: a kill or a full disk leaves what was there before, never half a file.
 *
 * Folders are made where missing; devices and pipes (`/dev/stdout`) are written to as they are.
 *
 * @throws WhisperBatchError `OUTPUT_FAILED`
 */
export async function writeFilesAtomically(files: readonly TextFile[]): Promise<void> {
  const staged: StagedFile[] = [];
  try {
    for (const file of files) staged.push(await reporting(file.path, () => stage(file)));
    for (const file of staged) await reporting(file.path, () => commit(file));
  } catch (error) {
    await Promise.all(staged.map(({ temporaryPath }) => discard(temporaryPath)));
    throw error;
  }
  const folders = new Set(files.map(({ path }) => dirname(path)));
  await Promise.all(Array.from(folders, syncFolder));
}

/**
 * Looks whether a file could be written, before the work whose result it is to hold; makes its folder.
 *
 * @param elsewhere see {@link outputError}
 * @throws WhisperBatchError `OUTPUT_FAILED`
 */
export async function requireWritable(path: string, elsewhere?: string): Promise<void> {
  const look = async (): Promise<void> => {
    await makeFolder(dirname(path));
    await access((await isReplaceable(path)) ? dirname(path) : path, constants.W_OK);
  };
  await reporting(path, look, elsewhere);
}

async function reporting<T>(path: string, action: () => Promise<T>, elsewhere?: string): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw outputError(path, error, elsewhere);
  }
}

async function stage({ path, text }: TextFile): Promise<StagedFile> {
  await makeFolder(dirname(path));
  if (!(await isReplaceable(path))) return { path, text, temporaryPath: undefined };
  // In the same folder: a rename does not cross file systems.
  const temporaryPath = temporaryName(path);
  try {
    await writeDurably(temporaryPath, text);
  } catch (error) {
    await discard(temporaryPath);
    throw error;
  }
  return { path, text, temporaryPath };
}

/** Whether a path is free or holds a plain file; a rename must not replace `/dev/null`. */
async function isReplaceable(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
  return found === undefined || found.isFile();
}

async function writeDurably(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(text, 'utf8');
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function commit({ path, text, temporaryPath }: StagedFile): Promise<void> {
  if (temporaryPath === undefined) await writeInto(path, text);
  else await rename(temporaryPath, path);
}

async function writeInto(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, 'utf8');
  } catch (error) {
    // `--out-csv /dev/stdout | head` closes the pipe early; that is no error.
    if (systemCode(error) !== 'EPIPE') throw error;
  }
}

async function discard(temporaryPath: string | undefined): Promise<void> {
  // The error that led here is the one to report.
  if (temporaryPath !== undefined) await rm(temporaryPath, { force: true }).catch(() => undefined);
}
