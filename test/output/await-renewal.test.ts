import { rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { awaitRenewal } from '../../src/output/await-renewal.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let path = '';
let notices: string[] = [];

beforeEach(() => {
  path = join(temporaryFolder(), 'run.lock');
  writeFileSync(path, 'theirs');
  notices = [];
});

/** Waits for a second; what happens meanwhile happens as soon as it waits. */
function wait(meanwhile: () => void = () => undefined, signal?: AbortSignal): Promise<boolean> {
  const onWait = (notice: string) => {
    notices.push(notice);
    meanwhile();
  };
  return awaitRenewal(path, 'theirs', { silenceMs: 1000, onWait, ...(signal ? { signal } : {}) });
}

const renew = () => {
  const { mtimeMs } = statSync(path);
  utimesSync(path, mtimeMs / 1000 + 0.01, mtimeMs / 1000 + 0.01);
};

describe('awaitRenewal', () => {
  it('sees that the holder is alive, and has said what it waits for', async () => {
    expect(await wait(renew)).toBe(true);
    expect(notices).toEqual([`waiting up to 1 s to see whether the run that holds ${path} is still alive`]);
  });

  it('gives up a holder that stays silent', async () => {
    expect(await wait()).toBe(false);
    expect(notices).toHaveLength(1);
  });

  it('waits for nothing that has been silent for long, or is not there', async () => {
    utimesSync(path, 1, 1);
    expect(await wait()).toBe(false);
    rmSync(path);
    expect(await wait()).toBe(false);
    expect(notices).toEqual([]);
  });

  it('waits no longer for a holder whose clock is ahead', async () => {
    const nextYear = Date.now() / 1000 + 365 * 86_400;
    utimesSync(path, nextYear, nextYear);
    expect(await wait()).toBe(false);
  });

  it('ends when the lock is released', async () => {
    expect(await wait(() => rmSync(path))).toBe(false);
  });

  it('ends when the lock is that of another', async () => {
    expect(await wait(() => writeFileSync(path, 'of another'))).toBe(false);
  });

  it('ends when the run is cancelled', async () => {
    const stop = new AbortController();
    expect(await rejectionOf(wait(() => stop.abort(), stop.signal))).toEqual({
      code: 'CANCELLED',
      message: 'The run was cancelled before the folder was free.',
      remedy: '',
    });
  });
});
