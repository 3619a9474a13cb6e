import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { checkConfined } from '../../src/output/confined-path.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let folder = '';
let elsewhere = '';

beforeEach(() => {
  [folder, elsewhere] = [temporaryFolder(), temporaryFolder()];
});

describe('checkConfined', () => {
  it('lets files and folders be made, and a link to the whole folder be used', async () => {
    mkdirSync(join(folder, 'a'));
    symlinkSync(folder, join(elsewhere, 'out'));
    symlinkSync('a', join(folder, 'inside'));
    await checkConfined(folder, join(folder, 'a/b/c.txt'));
    await checkConfined(folder, join(folder, 'inside/c.txt'));
    await checkConfined(join(elsewhere, 'out'), join(elsewhere, 'out', 'a/c.txt'));
    await checkConfined(join(folder, 'not there'), join(folder, 'not there', 'c.txt'));
  });

  it.each(['linked/c.txt', 'linked/d/c.txt'])('refuses to write %s through a link that leads out', async (name) => {
    symlinkSync(elsewhere, join(folder, 'linked'));
    expect(await rejectionOf(checkConfined(folder, join(folder, name)))).toEqual({
      code: 'OUTPUT_REFUSED',
      message: `Expected to write ${join(folder, name)}, but a link there leads out of ${folder}, to ${elsewhere}.`,
      remedy: 'Remove the link, or choose another folder with --out-dir.',
    });
  });

  it('refuses a file that is itself a link to one elsewhere', async () => {
    writeFileSync(join(elsewhere, 'x'), 'keep');
    symlinkSync(join(elsewhere, 'x'), join(folder, 'c.txt'));
    expect((await rejectionOf(checkConfined(folder, join(folder, 'c.txt')))).code).toBe('OUTPUT_REFUSED');
  });
});
