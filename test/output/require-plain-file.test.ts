import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { requireNoPipe, requirePlainFile } from '../../src/output/require-plain-file.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('requirePlainFile', () => {
  it('is content with a file, and with nothing', async () => {
    const path = join(temporaryFolder(), 'journal.jsonl');
    await requirePlainFile(path);
    writeFileSync(path, '');
    await requirePlainFile(path);
  });

  it.each([
    ['a link', (path: string) => symlinkSync(join(temporaryFolder(), 'not there'), path)],
    ['a folder', (path: string) => mkdirSync(path)],
    ['a device, pipe or socket', (path: string) => execFileSync('mkfifo', [path])],
  ])('refuses %s in its place', async (what, make) => {
    const path = join(temporaryFolder(), 'journal.jsonl');
    make(path);
    expect(await rejectionOf(requirePlainFile(path))).toEqual({
      code: 'OUTPUT_FAILED',
      message: `Expected to write ${path}, but ${what} stands in its place.`,
      remedy: 'Move it away, or choose another folder with --out-dir.',
    });
  });
});

describe('requireNoPipe', () => {
  it('is content with a file, a link to one, a folder, and with nothing', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a.csv');
    await requireNoPipe(path);
    writeFileSync(path, '');
    symlinkSync(path, join(folder, 'link.csv'));
    for (const there of [path, join(folder, 'link.csv'), folder]) await requireNoPipe(there);
  });

  it('refuses a pipe, also behind a link', async () => {
    const folder = temporaryFolder();
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    symlinkSync(join(folder, 'pipe'), join(folder, 'link.csv'));
    for (const name of ['pipe', 'link.csv']) {
      expect((await rejectionOf(requireNoPipe(join(folder, name)))).code).toBe('OUTPUT_REFUSED');
    }
  });
});
