import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { hashFile, hashSync, isUnchanged } from '../../src/graph/checkpoint-hashes.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** FIPS 180-2, appendix B: the hash of "abc". */
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

let folder = '';

beforeEach(() => {
  folder = temporaryFolder();
  writeFileSync(join(folder, 'a'), 'abc');
});

describe('hashFile', () => {
  it('gives name, size, times and hash of a file', async () => {
    const { mtimeMs, ctimeMs } = statSync(join(folder, 'a'));
    expect(await hashFile(folder, 'a')).toEqual({
      name: 'a',
      byteLength: 3,
      modifiedMs: mtimeMs,
      changedMs: ctimeMs,
      sha256: ABC,
    });
  });

  it('reads files larger than one piece', async () => {
    const large = Buffer.alloc(3_000_001, 'x');
    writeFileSync(join(folder, 'large'), large);
    const file = await hashFile(folder, 'large');
    expect(file.sha256).toBe(createHash('sha256').update(large).digest('hex'));
    utimesSync(join(folder, 'large'), 1, 1);
    expect(isUnchanged(folder, file)).toBe(true);
  });
});

describe('hashSync', () => {
  it('gives the same hash', () => {
    expect(hashSync(join(folder, 'a'))).toBe(ABC);
  });
});

describe('isUnchanged', () => {
  it('knows a file that nobody touched', async () => {
    expect(isUnchanged(folder, await hashFile(folder, 'a'))).toBe(true);
  });

  it('knows the content again in a copy, whatever its times', async () => {
    const file = await hashFile(folder, 'a');
    const copy = temporaryFolder();
    cpSync(join(folder, 'a'), join(copy, 'a'));
    utimesSync(join(copy, 'a'), 1, 1);
    expect(isUnchanged(copy, file)).toBe(true);
  });

  it('notices other content of the same size, even under the old modification time', async () => {
    utimesSync(join(folder, 'a'), 1, 1);
    const file = await hashFile(folder, 'a');
    writeFileSync(join(folder, 'a'), 'abd');
    utimesSync(join(folder, 'a'), 1, 1);
    expect(statSync(join(folder, 'a')).mtimeMs).toBe(file.modifiedMs);
    expect(isUnchanged(folder, file)).toBe(false);
  });

  it('notices another size and a file that is gone', async () => {
    const file = await hashFile(folder, 'a');
    appendFileSync(join(folder, 'a'), '!');
    expect(isUnchanged(folder, file)).toBe(false);
    rmSync(join(folder, 'a'));
    expect(isUnchanged(folder, file)).toBe(false);
  });
});
