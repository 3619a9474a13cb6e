import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { hashModelFiles, isUnchanged } from '../../src/graph/checkpoint-hashes.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** FIPS 180-2, appendix B: the hash of "abc". */
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const WRONG = '0'.repeat(64);

let folder = '';

beforeEach(() => {
  folder = temporaryFolder();
  writeFileSync(join(folder, 'a'), 'abc');
  writeFileSync(join(folder, 'b'), 'other');
});

describe('hashModelFiles', () => {
  it('gives name, size, times and hash of each file', async () => {
    const { mtimeMs, ctimeMs } = statSync(join(folder, 'a'));
    expect(await hashModelFiles(folder, ['a'])).toEqual([
      { name: 'a', byteLength: 3, modifiedMs: mtimeMs, changedMs: ctimeMs, sha256: ABC },
    ]);
  });

  it.each([
    ['two blanks', `${ABC}  a\n`],
    ['a star, as for binary files', `${ABC} *a`],
    ['line ends of Windows', `${ABC}  a\r\n${WRONG}  unused\r\n`],
    ['other files only', `${WRONG}  c\n`],
    ['nothing', ''],
  ])('is content with published hashes that agree: %s', async (_, sums) => {
    writeFileSync(join(folder, 'SHA256SUMS'), sums);
    expect(await hashModelFiles(folder, ['a'])).toHaveLength(1);
  });

  it('names every file whose hash is not the published one, with both', async () => {
    writeFileSync(join(folder, 'SHA256SUMS'), `${WRONG}  a\n${WRONG}  b\n`);
    const other = createHash('sha256').update('other').digest('hex');
    expect(await rejectionOf(hashModelFiles(folder, ['a', 'b']))).toEqual({
      code: 'MODEL_DAMAGED',
      message:
        `${folder}: SHA-256 differs from SHA256SUMS: ` +
        `a (expected ${WRONG}, found ${ABC}), b (expected ${WRONG}, found ${other}).`,
      remedy: 'Get these files again from where the model came from.',
    });
  });

  it('reads files larger than one piece', async () => {
    const large = Buffer.alloc(3_000_001, 'x');
    writeFileSync(join(folder, 'large'), large);
    const [file] = await hashModelFiles(folder, ['large']);
    expect(file?.sha256).toBe(createHash('sha256').update(large).digest('hex'));
    utimesSync(join(folder, 'large'), 1, 1);
    expect(isUnchanged(folder, file!)).toBe(true);
  });
});

describe('isUnchanged', () => {
  it('knows a file that nobody touched', async () => {
    const [file] = await hashModelFiles(folder, ['a']);
    expect(isUnchanged(folder, file!)).toBe(true);
  });

  it('knows the content again in a copy, whatever its times', async () => {
    const [file] = await hashModelFiles(folder, ['a']);
    const copy = temporaryFolder();
    cpSync(join(folder, 'a'), join(copy, 'a'));
    utimesSync(join(copy, 'a'), 1, 1);
    expect(isUnchanged(copy, file!)).toBe(true);
  });

  it('notices other content of the same size, even under the old modification time', async () => {
    utimesSync(join(folder, 'a'), 1, 1);
    const [file] = await hashModelFiles(folder, ['a']);
    writeFileSync(join(folder, 'a'), 'abd');
    utimesSync(join(folder, 'a'), 1, 1);
    expect(statSync(join(folder, 'a')).mtimeMs).toBe(file?.modifiedMs);
    expect(isUnchanged(folder, file!)).toBe(false);
  });

  it('notices another size and a file that is gone', async () => {
    const [file] = await hashModelFiles(folder, ['a']);
    appendFileSync(join(folder, 'a'), '!');
    expect(isUnchanged(folder, file!)).toBe(false);
    rmSync(join(folder, 'a'));
    expect(isUnchanged(folder, file!)).toBe(false);
  });
});
