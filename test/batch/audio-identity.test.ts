import { spawnSync } from 'node:child_process';
import { copyFileSync, renameSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { audioIdentity } from '../../src/batch/audio-identity.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let path = '';
let before: string | undefined;
const content = Buffer.alloc(100_000, 1);

beforeEach(async () => {
  path = join(temporaryFolder(), 'a.wav');
  writeFileSync(path, content);
  before = await audioIdentity(path);
});

function keepTime(change: () => void): void {
  const { atime, mtime } = statSync(path);
  utimesSync(path, atime, mtime);
  change();
  utimesSync(path, atime, mtime);
}

describe('audioIdentity', () => {
  it('is the same for a file that was moved, or copied with its time', async () => {
    const moved = `${path}.moved`;
    renameSync(path, moved);
    expect(await audioIdentity(moved)).toBe(before);
    const second = new Date(2020, 1, 1);
    utimesSync(moved, second, second);
    copyFileSync(moved, path);
    utimesSync(path, second, second);
    expect(await audioIdentity(path)).toBe(await audioIdentity(moved));
  });

  it('changes with the time of writing', async () => {
    utimesSync(path, new Date(), new Date(Date.now() + 5000));
    expect(await audioIdentity(path)).not.toBe(before);
  });

  it.each([
    ['beginning', 0],
    ['middle', 50_000],
    ['end', 99_999],
  ])('changes with content in the %s although size and time stay', async (_, index) => {
    keepTime(() => undefined);
    const identity = await audioIdentity(path);
    keepTime(() => writeFileSync(path, Buffer.from(content).fill(2, index, index + 1)));
    expect(await audioIdentity(path)).not.toBe(identity);
  });

  it('changes with the size', async () => {
    keepTime(() => truncateSync(path, 99_999));
    expect(await audioIdentity(path)).not.toBe(before);
  });

  it('is not known of what is missing, a folder or a pipe', async () => {
    expect(await audioIdentity(join(path, 'none'))).toBeUndefined();
    expect(await audioIdentity(temporaryFolder())).toBeUndefined();
    const pipe = join(temporaryFolder(), 'pipe.wav');
    if (spawnSync('mkfifo', [pipe]).status === 0) expect(await audioIdentity(pipe)).toBeUndefined();
  });
});
