import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  renameSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pathText } from '../../src/audio/path-bytes.ts';
import { audioIdentity, audioStamp, isSameAudio } from '../../src/batch/audio-identity.ts';
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

  it.skipIf(process.platform !== 'linux')('is known of a file whose name is no UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from(`${temporaryFolder()}/`), Buffer.from([0xff, 0x80])]);
    writeFileSync(bytes, content);
    expect(await audioIdentity(pathText(bytes))).toMatch(/^100000-/);
    vi.setSystemTime(Date.now() + 3000);
    expect(await audioStamp(pathText(bytes))).toMatch(/^\d+-100000-/);
    vi.useRealTimers();
  });

  it('is not known of what is missing, a folder or a pipe', async () => {
    expect(await audioIdentity(join(path, 'none'))).toBeUndefined();
    expect(await audioIdentity(temporaryFolder())).toBeUndefined();
    const pipe = join(temporaryFolder(), 'pipe.wav');
    if (spawnSync('mkfifo', [pipe]).status === 0) expect(await audioIdentity(pipe)).toBeUndefined();
  });
});

describe('audioStamp', () => {
  const settled = (): void => {
    vi.setSystemTime(Date.now() + 3000);
  };

  afterEach(() => vi.useRealTimers());

  it('is not known of a file that changed a moment ago, whose next change might have the same time', async () => {
    expect(await audioStamp(path)).toBeUndefined();
    settled();
    expect(await audioStamp(path)).toMatch(/^\d+-100000-\d+-\d+$/);
  });

  it('changes with everything that is done to a file, times that are put back included', async () => {
    settled();
    const stamp = await audioStamp(path);
    keepTime(() => writeFileSync(path, Buffer.from(content).fill(2, 20_000, 20_001)));
    settled();
    expect(await audioStamp(path)).not.toBe(stamp);
  });

  it('is not known of what is missing or a folder', async () => {
    settled();
    expect(await audioStamp(join(path, 'none'))).toBeUndefined();
    expect(await audioStamp(temporaryFolder())).toBeUndefined();
  });
});

describe('isSameAudio', () => {
  afterEach(() => vi.useRealTimers());

  it('takes an untouched file for the same without reading it', async () => {
    vi.setSystemTime(Date.now() + 3000);
    const stamp = await audioStamp(path);
    expect(await isSameAudio(path, { audio: 'of no file', stamp })).toBe(true);
  });

  it('reads a file that was touched, or of which no stamp is known', async () => {
    const audio = String(before);
    expect(await isSameAudio(path, { audio, stamp: undefined })).toBe(true);
    chmodSync(path, 0o600);
    expect(await isSameAudio(path, { audio, stamp: 'of another time' })).toBe(true);
    appendFileSync(path, 'more');
    expect(await isSameAudio(path, { audio, stamp: 'of another time' })).toBe(false);
  });
});
