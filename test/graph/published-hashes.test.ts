import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { checkAllPublished, checkPublished, hashModelFiles } from '../../src/graph/published-hashes.ts';
import { errorOf, rejectionOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** FIPS 180-2, appendix B: the hash of "abc". */
const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const WRONG = '0'.repeat(64);
const OTHER = createHash('sha256').update('other').digest('hex');

let folder = '';

beforeEach(() => {
  folder = temporaryFolder();
  writeFileSync(join(folder, 'a'), 'abc');
  writeFileSync(join(folder, 'b'), 'other');
});

function publish(sums: string): void {
  writeFileSync(join(folder, 'SHA256SUMS'), sums);
}

const bothDiffer = () => ({
  code: 'MODEL_DAMAGED',
  message:
    `${folder}: SHA-256 differs from SHA256SUMS: ` +
    `a (expected ${WRONG}, found ${ABC}), b (expected ${WRONG}, found ${OTHER}).`,
  remedy: 'Get these files again from where the model came from.',
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
    ['files that are not there and not needed', `${WRONG}  README.md\n${WRONG}  pytorch_model.bin\n`],
    ['nothing', ''],
  ])('is content with published hashes that agree: %s', async (_, sums) => {
    publish(sums);
    expect(await hashModelFiles(folder, ['a'])).toHaveLength(1);
  });

  it('names every file whose hash is not the published one, with both', async () => {
    publish(`${WRONG}  a\n${WRONG}  b\n`);
    expect(await rejectionOf(hashModelFiles(folder, ['a', 'b']))).toEqual(bothDiffer());
  });

  it('names missing, unreadable and other files together', async () => {
    publish(`${WRONG}  a\n${WRONG}  preprocessor_config.json\n${WRONG}  generation_config.json\n`);
    mkdirSync(join(folder, 'c'));
    expect(await rejectionOf(hashModelFiles(folder, ['a', 'c']))).toEqual({
      code: 'MODEL_INCOMPLETE',
      message:
        `${folder}: missing from what SHA256SUMS lists: generation_config.json, preprocessor_config.json. ` +
        `${join(folder, 'c')}: expected a readable file, but reading it failed: EISDIR: illegal operation on a directory, read. ` +
        `${folder}: SHA-256 differs from SHA256SUMS: a (expected ${WRONG}, found ${ABC}).`,
      remedy: 'Get these files again from where the model came from.',
    });
  });

  it('says that the list of hashes cannot be read', async () => {
    mkdirSync(join(folder, 'SHA256SUMS'));
    const message = `${join(folder, 'SHA256SUMS')}: expected a readable file, but reading it failed: EISDIR: illegal operation on a directory, read.`;
    const error = {
      code: 'MODEL_DAMAGED',
      message,
      remedy: 'Check that the path is a file and that you may read it.',
    };
    expect(await rejectionOf(hashModelFiles(folder, ['a']))).toEqual(error);
    expect(await rejectionOf(checkPublished(folder, ['a']))).toEqual(error);
    expect(errorOf(() => checkAllPublished(folder, []))).toEqual(error);
  });
});

describe('checkPublished', () => {
  it('looks at the files named only, as long as these are as published', async () => {
    publish(`${ABC}  a\n${WRONG}  b\n`);
    await checkPublished(folder, ['a', 'c']);
    expect(readFileSync(join(folder, 'a'), 'utf8')).toBe('abc');
    expect((await rejectionOf(checkPublished(folder, ['b']))).code).toBe('MODEL_DAMAGED');
  });

  it('names all other files that differ as well where one does', async () => {
    publish(`${WRONG}  a\n${WRONG}  b\n`);
    expect(await rejectionOf(checkPublished(folder, ['b']))).toEqual(bothDiffer());
  });

  it('says that a file is a folder', async () => {
    publish(`${ABC}  a\n`);
    rmSync(join(folder, 'a'));
    mkdirSync(join(folder, 'a'));
    expect(await rejectionOf(checkPublished(folder, ['a']))).toEqual({
      code: 'MODEL_DAMAGED',
      message: `${join(folder, 'a')}: expected a readable file, but reading it failed: EISDIR: illegal operation on a directory, read.`,
      remedy: 'Check that the path is a file and that you may read it.',
    });
  });
});

describe('checkAllPublished', () => {
  it('names every file that differs, those left out that are known to be wrong', () => {
    publish(`${WRONG}  a\n${WRONG}  b\n${WRONG}  preprocessor_config.json\n`);
    expect(errorOf(() => checkAllPublished(folder, ['preprocessor_config.json']))).toEqual(bothDiffer());
    expect(errorOf(() => checkAllPublished(folder, ['a', 'b']))).toEqual({
      code: 'MODEL_INCOMPLETE',
      message: `${folder}: missing from what SHA256SUMS lists: preprocessor_config.json.`,
      remedy: 'Copy the missing files into the model folder.',
    });
  });

  it('is content with a folder as it was published', () => {
    publish(`${ABC}  a\n${OTHER}  b\n${WRONG}  README.md\n`);
    expect(() => checkAllPublished(folder, [])).not.toThrow();
  });

  it('says that a file is a folder', () => {
    publish(`${ABC}  c\n`);
    mkdirSync(join(folder, 'c'));
    expect(errorOf(() => checkAllPublished(folder, [])).message).toBe(
      `${join(folder, 'c')}: expected a readable file, but reading it failed: EISDIR: illegal operation on a directory, read.`,
    );
  });
});
