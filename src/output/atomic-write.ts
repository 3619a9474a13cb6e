import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { access, constants, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { outputError, systemCode } from './output-error.ts';
import { isOpenFile, ownDescriptor, realPlace } from './real-place.ts';
import { makeFolder } from '../make-folder.ts';
import { syncFolder } from '../sync-files.ts';

/** A file to be written, and its whole text. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
  /** Whether somebody chose the path: then a link there stays and what it leads to is written; else it is replaced. */
  readonly isChosen?: boolean;
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
  /** Where the file itself lies. */
  readonly place: string;
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
  const folders = new Set(staged.map(({ place }) => dirname(place)));
  await Promise.all(Array.from(folders, syncFolder));
}

/**
 * Looks whether a file could be written, before the work whose result it is to hold; makes its folder.
 *
 * @param elsewhere see {@link outputError}
 * @throws WhisperBatchError `OUTPUT_FAILED`
 */
export async function requireWritable(file: Omit<TextFile, 'text'>, elsewhere?: string): Promise<void> {
  const place = placeOf(file);
  const look = async (): Promise<void> => {
    await makeFolder(dirname(place));
    await access((await isReplaceable(place)) ? dirname(place) : place, constants.W_OK);
  };
  await reporting(file.path, look, elsewhere);
}

async function reporting<T>(path: string, action: () => Promise<T>, elsewhere?: string): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw outputError(path, error, elsewhere);
  }
}

function placeOf({ path, isChosen = false }: Omit<TextFile, 'text'>): string {
  return isChosen ? realPlace(path) : path;
}

async function stage(file: TextFile): Promise<StagedFile> {
  const place = placeOf(file);
  await makeFolder(dirname(place));
  if (!(await isReplaceable(place))) return { ...file, place, temporaryPath: undefined };
  // In the same folder: a rename does not cross file systems.
  const temporaryPath = temporaryName(place);
  try {
    await writeDurably(temporaryPath, file.text);
  } catch (error) {
    await discard(temporaryPath);
    throw error;
  }
  return { ...file, place, temporaryPath };
}

/** Whether a path is free or holds a plain file; a rename must not replace `/dev/null`, nor what a process has open. */
async function isReplaceable(path: string): Promise<boolean> {
  if (isOpenFile(path)) return false;
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

async function commit({ place, text, temporaryPath }: StagedFile): Promise<void> {
  if (temporaryPath === undefined) await writeInto(place, text);
  else await rename(temporaryPath, place);
}

async function writeInto(path: string, text: string): Promise<void> {
  try {
    const descriptor = ownDescriptor(path);
    // Opened once more, a file would be written from its start, over what this process prints or has printed there.
    if (descriptor !== undefined && (await stat(path)).isFile()) writeFileSync(descriptor, text, 'utf8');
    else await writeFile(path, text, 'utf8');
  } catch (error) {
    // `--out-csv /dev/stdout | head` closes the pipe early; that is no error.
    if (systemCode(error) !== 'EPIPE') throw error;
  }
}

async function discard(temporaryPath: string | undefined): Promise<void> {
  // The error that led here is the one to report.
  if (temporaryPath !== undefined) await rm(temporaryPath, { force: true }).catch(() => undefined);
}
