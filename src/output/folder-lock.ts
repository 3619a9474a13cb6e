import { readFileSync, rmSync } from 'node:fs';
import { link, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WhisperBatchError } from '../errors.ts';
import { isRecord } from '../json-file.ts';
import { temporaryName } from './atomic-write.ts';
import { awaitRenewal, type LockWait } from './await-renewal.ts';
import { outputError } from './output-error.ts';
import { requirePlainFile } from './require-plain-file.ts';
import { isRunning, ownIdentity, type ProcessIdentity } from './process-identity.ts';

/** Name of the file that says who writes to a folder. */
export const LOCK_FILE = 'run.lock';

/** How often a holder shows that it is alive, for those who cannot see its process: other machines and containers. */
const SIGN_OF_LIFE_MS = 10_000;
/** More often than this, other processes were faster each time. */
const MOST_ATTEMPTS = 10;
/** What file systems without hard links answer. */
const NO_LINKS = ['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EINVAL', 'EMLINK'];

/**
 * What this process writes into locks, and where: from before a lock is there until it is gone, so that none is
 * overlooked when the process ends in between.
 */
const held = new Set<{ readonly path: string; readonly text: string }>();

/** The right to write to a folder, alone. */
export interface FolderLock {
  /** Whether the folder is still there and still this process's. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

/**
 * Locks a folder. What a process left that was killed is removed; where that cannot be seen from here, a sign of life is
 * waited for.
 *
 * @throws WhisperBatchError `OUTPUT_FAILED` when another process holds it, or the file cannot be written; `CANCELLED`
 *   once the signal is aborted while it waits
 */
export async function lockFolder(folder: string, wait: LockWait = {}): Promise<FolderLock> {
  const path = join(folder, LOCK_FILE);
  await requirePlainFile(path);
  const text = lockText();
  const own = { path, text };
  held.add(own);
  try {
    for (let attempt = 0; !(await tryToCreate(path, text)); attempt++) {
      await removeIfStale(path, attempt, wait);
    }
  } catch (error) {
    held.delete(own);
    throw error;
  }
  const timer = setInterval(() => {
    const now = new Date();
    void utimes(path, now, now).catch(() => undefined);
  }, SIGN_OF_LIFE_MS);
  timer.unref();
  const isHeldStill = async (): Promise<boolean> => (await readFile(path, 'utf8').catch(() => '')) === text;
  return {
    isHeld: isHeldStill,
    release: async () => {
      clearInterval(timer);
      const found = await readFile(path, 'utf8').catch(() => text);
      if (found === text) await rm(path, { force: true }).catch(() => undefined);
      // If it stays, the next run sees that it is not held any more, or that this process has ended.
      held.delete(own);
    },
  };
}

/** Releases every lock of this process, which ends before anything can be waited for. */
export function releaseAllLocks(): void {
  for (const { path, text } of held) {
    try {
      if (readFileSync(path, 'utf8') === text) rmSync(path);
    } catch {
      // If it stays, the next run sees that this process has ended.
    }
  }
}

function lockText(): string {
  const { pid, startedAt, place } = ownIdentity();
  return `${JSON.stringify({ pid, process_started: startedAt, place, since: new Date().toISOString() })}\n`;
}

// A link appears with its content; a file that is made and then written could be seen empty.
async function tryToCreate(path: string, text: string): Promise<boolean> {
  const temporaryPath = temporaryName(path);
  try {
    await writeFile(temporaryPath, text, { flag: 'wx' });
    await link(temporaryPath, path).catch(async (error: unknown) => {
      if (!NO_LINKS.includes(codeOf(error))) throw error;
      await writeFile(path, text, { flag: 'wx' });
    });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw outputError(path, error);
  } finally {
    await rm(temporaryPath, { force: true }).catch(() => undefined);
  }
}

async function removeIfStale(path: string, attempt: number, wait: LockWait): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (attempt >= MOST_ATTEMPTS) throw heldBy(path, parseOwner(text ?? ''));
  // Released between the two looks at it.
  if (text === undefined) return;
  const owner = parseOwner(text);
  if (isHeld(text, owner) ?? (await awaitRenewal(path, text, wait))) throw heldBy(path, owner);
  // While it was waited for, it may have become the lock of another.
  if ((await readFile(path, 'utf8').catch(() => undefined)) !== text) return;
  const aside = temporaryName(path);
  await rename(path, aside).catch(() => undefined);
  // Another process that found it stale too may have been faster: then this is the lock of that one.
  const moved = await readFile(aside, 'utf8').catch(() => text);
  if (moved !== text) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true }).catch(() => undefined);
}

interface Owner extends ProcessIdentity {
  readonly since: string;
}

function parseOwner(text: string): Owner | undefined {
  try {
    const record: unknown = JSON.parse(text);
    if (!isRecord(record)) return undefined;
    const { pid, process_started: startedAt, place, since } = record;
    return { pid: Number(pid), startedAt: String(startedAt), place: String(place), since: String(since) };
  } catch {
    // Torn by a power cut, or no lock of ours: it is judged by its age.
    return undefined;
  }
}

/** Whether a lock is held; `undefined` where only its age can tell. */
function isHeld(text: string, owner: Owner | undefined): boolean | undefined {
  const { pid, startedAt, place } = ownIdentity();
  const isOwn = owner?.pid === pid && owner.startedAt === startedAt && owner.place === place;
  if (isOwn) return Array.from(held).some((own) => own.text === text);
  return owner && isRunning(owner);
}

function heldBy(path: string, owner: Owner | undefined): WhisperBatchError {
  const who = owner ? `process ${String(owner.pid)} on ${owner.place.split(' ')[0] ?? ''}, since ${owner.since}` : path;
  return new WhisperBatchError(
    'OUTPUT_FAILED',
    `Expected no other run to write to the same folder, found one at work: ${who}.`,
    'Wait for it, stop it, or choose another folder with --out-dir.',
  );
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code);
}
