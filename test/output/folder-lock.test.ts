import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { LOCK_FILE, lockFolder, releaseAllLocks } from '../../src/output/folder-lock.ts';
import { ownIdentity } from '../../src/output/process-identity.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const { pid, startedAt, place } = ownIdentity();
const since = '2026-01-02T03:04:05.678Z';
let folder = '';
let path = '';

beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder, LOCK_FILE);
});

function leave(changes: object, secondsAgo = 0): void {
  writeFileSync(path, JSON.stringify({ pid, process_started: startedAt, place, since, ...changes }));
  const time = Date.now() / 1000 - secondsAgo;
  utimesSync(path, time, time);
}

describe('lockFolder', () => {
  it('holds a folder until it is released, and leaves nothing there', async () => {
    const lock = await lockFolder(folder);
    expect(await lock.isHeld()).toBe(true);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid, process_started: startedAt, place });
    await lock.release();
    expect(readdirSync(folder)).toEqual([]);
    await (await lockFolder(folder)).release();
  });

  it('names the process that holds it', async () => {
    const lock = await lockFolder(folder);
    const { since } = JSON.parse(readFileSync(path, 'utf8')) as { readonly since: string };
    expect(await rejectionOf(lockFolder(folder))).toEqual({
      code: 'OUTPUT_FAILED',
      message: `Expected no other run to write to the same folder, found one at work: process ${String(pid)} on ${place.split(' ')[0]!}, since ${since}.`,
      remedy: 'Wait for it, stop it, or choose another folder with --out-dir.',
    });
    expect(readdirSync(folder)).toEqual([LOCK_FILE]);
    await lock.release();
  });

  it.each([
    ['this process, which could not remove it', {}, 0],
    ['a process that has ended', { pid: 2 ** 22 + 1 }, 0],
    ['another machine, silent for half a minute', { place: 'elsewhere' }, 31],
  ])('takes over from %s', async (_, changes, secondsAgo) => {
    leave(changes, secondsAgo);
    const lock = await lockFolder(folder);
    expect(await lock.isHeld()).toBe(true);
    expect(readdirSync(folder)).toEqual([LOCK_FILE]);
    await lock.release();
  });

  it('takes over from another machine or container that gives no sign of life while it waits', async () => {
    leave({ place: 'elsewhere 1 2' });
    const notices: string[] = [];
    const lock = await lockFolder(folder, { silenceMs: 1000, onWait: (notice) => notices.push(notice) });
    expect(notices).toEqual([`waiting up to 1 s to see whether the run that holds ${path} is still alive`]);
    expect(await lock.isHeld()).toBe(true);
    expect(readdirSync(folder)).toEqual([LOCK_FILE]);
    await lock.release();
  });

  it('believes another machine that shows that it is alive', async () => {
    leave({ place: 'elsewhere 1 2' }, 5);
    const attempt = lockFolder(folder, { onWait: () => leave({ place: 'elsewhere 1 2' }) });
    expect((await rejectionOf(attempt)).message).toContain(`process ${String(pid)} on elsewhere, since`);
    expect(readdirSync(folder)).toEqual([LOCK_FILE]);
  });

  it('leaves a lock alone that another process has come by while it waited', async () => {
    leave({ place: 'elsewhere 1 2' });
    const onWait = () => leave({ pid: process.ppid, process_started: '' });
    const { message } = await rejectionOf(lockFolder(folder, { onWait }));
    expect(message).toContain(`process ${String(process.ppid)} on ${place.split(' ')[0]!}, since`);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.ppid });
  });

  it('judges a damaged lock by its age', async () => {
    writeFileSync(path, '{');
    const attempt = lockFolder(folder, { onWait: () => utimesSync(path, Date.now() / 1000, Date.now() / 1000 - 1) });
    expect((await rejectionOf(attempt)).message).toContain(path);
    utimesSync(path, 1, 1);
    await (await lockFolder(folder)).release();
  });

  it('lets one of many have it', async () => {
    leave({ pid: 2 ** 22 + 1 });
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder)));
    expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(readdirSync(folder)).toEqual([LOCK_FILE]);
  });

  it('can be released without waiting, where it is still the own one', async () => {
    const other = temporaryFolder();
    const locks = [await lockFolder(folder), await lockFolder(other)];
    leave({ pid: process.ppid });
    releaseAllLocks();
    expect([readdirSync(folder), readdirSync(other)]).toEqual([[LOCK_FILE], []]);
    for (const lock of locks) await lock.release();
  });

  it('can be released without waiting while it is made and while it is released', async () => {
    const lock = lockFolder(folder);
    while (!existsSync(path)) await setImmediate();
    releaseAllLocks();
    expect(existsSync(path)).toBe(false);
    await (await lock).release();
    const released = (await lockFolder(folder)).release();
    releaseAllLocks();
    expect(existsSync(path)).toBe(false);
    await released;
  });

  it('notices that the folder has vanished, and does not remove the lock of another', async () => {
    const lock = await lockFolder(folder);
    rmSync(folder, { recursive: true });
    expect(await lock.isHeld()).toBe(false);
    await lock.release();
    expect(existsSync(folder)).toBe(false);
  });

  it('says so when the folder cannot be written', async () => {
    rmSync(folder, { recursive: true });
    expect(await rejectionOf(lockFolder(folder))).toMatchObject({
      code: 'OUTPUT_FAILED',
      message: `Expected to write ${path}, but the folder that it belongs into is not there and cannot be made.`,
    });
  });
});
