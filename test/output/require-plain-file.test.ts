import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { requirePlainFile } from '../../src/output/require-plain-file.ts';
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
