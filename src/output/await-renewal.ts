import { readFile, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { WhisperBatchError } from '../errors.ts';

/** How a lock is waited for whose holder cannot be seen from here. */
export interface LockWait {
  /** Told once, when there is something to wait for. */
  readonly onWait?: (notice: string) => void;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
  /** A holder that gives no sign of life for so long has ended; default 30 s, three times what lies between two signs. */
  readonly silenceMs?: number;
}

const SILENCE_MS = 30_000;
const LOOKS = 30;

/**
 * Waits for the holder of a lock to renew it, and gives whether that has happened: not where the lock is gone or another
 * one, or there was no sign of life for long enough.
 *
 * @param text what the lock holds
 * @throws WhisperBatchError `CANCELLED` once the signal is aborted
 */
export async function awaitRenewal(
  path: string,
  text: string,
  { onWait, signal, silenceMs = SILENCE_MS }: LockWait = {},
): Promise<boolean> {
  const firstMs = await modifiedMs(path);
  const isSilent = () => firstMs === undefined || Date.now() - firstMs >= silenceMs;
  if (isSilent()) return false;
  onWait?.(`waiting up to ${String(silenceMs / 1000)} s to see whether the run that holds ${path} is still alive`);
  // Counted too: the clock of the holder may be ahead of the one here.
  for (let look = 0; look < LOOKS && !isSilent(); look++) {
    await pause(silenceMs / LOOKS, signal);
    // Read as well: opening a file on a network share brings its times up to date.
    if ((await readFile(path, 'utf8').catch(() => undefined)) !== text) return false;
    const nowMs = await modifiedMs(path);
    if (nowMs !== firstMs) return nowMs !== undefined;
  }
  return false;
}

async function modifiedMs(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.mtimeMs;
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {
    throw new WhisperBatchError('CANCELLED', 'The run was cancelled before the folder was free.', '');
  });
}
