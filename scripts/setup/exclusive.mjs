// One set-up at a time on a checkout, also after one was killed.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 200;
const BEAT_MS = 2_000;
/** A holder that has not shown a sign of life for this long is gone: its process id may serve another program now. */
const SILENT_MS = 60_000;

/**
 * Runs `work` while no other process that uses the same lock folder does; `onWait` is called once if it has to wait.
 * `work` gets a function to name the child process it runs, which may outlive a killed holder.
 */
export async function exclusively(lockFolder, work, onWait = () => {}) {
  await acquire(lockFolder, onWait);
  const owner = { token: randomUUID(), host: hostname(), pid: process.pid, childPid: undefined, beat: 0 };
  const beat = () => {
    owner.beat += 1;
    writeOwner(lockFolder, owner);
  };
  beat();
  const heart = setInterval(beat, BEAT_MS);
  try {
    return await work((child) => {
      owner.childPid = child.pid;
      beat();
    });
  } finally {
    clearInterval(heart);
    if (readOwner(lockFolder)?.token === owner.token) rmSync(lockFolder, { recursive: true, force: true });
  }
}

async function acquire(lockFolder, onWait) {
  let seen; // what the holder wrote last, and when this process first saw it by its own clock
  while (!tryMake(lockFolder)) {
    const owner = readOwner(lockFolder);
    const mark = owner && `${owner.token} ${owner.beat}`;
    if (seen === undefined) onWait(owner?.pid);
    if (seen === undefined || seen.mark !== mark) seen = { mark, atMs: performance.now() };
    if (isGone(owner) || performance.now() - seen.atMs > SILENT_MS) takeAway(lockFolder, owner?.token);
    else await sleep(POLL_MS);
  }
}

function tryMake(lockFolder) {
  try {
    mkdirSync(lockFolder);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function isGone(owner) {
  // Process ids of another machine or container say nothing here.
  if (owner === undefined || owner.host !== hostname()) return false;
  return !isAlive(owner.pid) && (owner.childPid === undefined || !isAlive(owner.childPid));
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM'; // another user's process
  }
}

/** Removes a lock left behind. Of several processes that try, only one can rename it. */
function takeAway(lockFolder, token) {
  const aside = `${lockFolder}.${process.pid}`;
  try {
    renameSync(lockFolder, aside);
    // Someone else was faster and this is their new lock: put it back.
    if (readOwner(aside)?.token !== token) renameSync(aside, lockFolder);
    else rmSync(aside, { recursive: true, force: true });
  } catch (error) {
    if (!['ENOENT', 'EEXIST', 'ENOTEMPTY', 'EPERM'].includes(error.code)) throw error;
  }
}

function readOwner(lockFolder) {
  try {
    return JSON.parse(readFileSync(join(lockFolder, 'owner.json'), 'utf8'));
  } catch {
    return undefined; // just being made or written
  }
}

function writeOwner(lockFolder, owner) {
  try {
    writeFileSync(join(lockFolder, 'owner.json'), JSON.stringify(owner));
  } catch (error) {
    if (error.code !== 'ENOENT') throw error; // the lock was taken away from a process that had been asleep
  }
}
