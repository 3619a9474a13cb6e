import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryName } from '../../src/output/atomic-write.ts';
import { createResultsFolder } from '../../src/output/results-folder.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('createResultsFolder', () => {
  it('makes nothing before it is opened, and removes what it made and nobody used', async () => {
    const root = temporaryFolder();
    const folder = createResultsFolder(join(root, 'a', 'b'), []);
    await folder.requireThere();
    expect(readdirSync(root)).toEqual([]);
    await folder.open();
    expect(existsSync(join(root, 'a', 'b'))).toBe(true);
    await folder.close();
    expect(readdirSync(root)).toEqual([]);
  });

  it('keeps what lies there, but not what a kill left half-written', async () => {
    const root = temporaryFolder();
    mkdirSync(join(root, 'sub'));
    for (const name of ['a.txt', join('sub', 'b.txt'), '.whisper-batch-mine.tmp']) writeFileSync(join(root, name), '');
    writeFileSync(temporaryName(join(root, 'a.txt')), 'half');
    writeFileSync(temporaryName(join(root, 'sub', 'b.txt')), 'half');
    const folder = createResultsFolder(root, []);
    await folder.open();
    await folder.close();
    expect(readdirSync(root, { recursive: true }).sort()).toEqual([
      '.whisper-batch-mine.tmp',
      'a.txt',
      'sub',
      join('sub', 'b.txt'),
    ]);
  });

  it('follows no link while it cleans up, and passes over folders that cannot be read', async () => {
    const [root, other] = [temporaryFolder(), temporaryFolder()];
    const theirs = temporaryName(join(other, 'a.txt'));
    writeFileSync(theirs, 'still being written');
    mkdirSync(join(root, 'sub'));
    for (const link of ['x', 'y', join('sub', 'z')]) symlinkSync('.', join(root, link));
    symlinkSync(other, join(root, 'other'));
    writeFileSync(temporaryName(join(root, 'sub', 'b.txt')), 'half');
    const folder = createResultsFolder(root, []);
    await folder.open();
    await folder.close();
    expect(existsSync(theirs)).toBe(true);
    expect(readdirSync(root).sort()).toEqual(['other', 'sub', 'x', 'y']);
    expect(readdirSync(join(root, 'sub'))).toEqual(['z']);
  });

  it('does not write through a link that leads out of the output folder', async () => {
    const [root, elsewhere] = [temporaryFolder(), temporaryFolder()];
    const path = join(root, 'benchmarks');
    symlinkSync(elsewhere, path);
    const folder = createResultsFolder(path, []);
    expect(await rejectionOf(folder.open())).toEqual({
      code: 'OUTPUT_REFUSED',
      message: `Expected to write ${path}, but a link there leads out of ${root}, to ${elsewhere}.`,
      remedy: 'Remove the link, or choose another folder with --out-dir.',
    });
    await folder.close();
    expect([readdirSync(root), readdirSync(elsewhere)]).toEqual([['benchmarks'], []]);
  });

  it('takes an output folder that is itself a link, and links that stay within it', async () => {
    const [root, elsewhere] = [temporaryFolder(), temporaryFolder()];
    symlinkSync(elsewhere, join(root, 'out'));
    mkdirSync(join(elsewhere, 'first'));
    symlinkSync('first', join(elsewhere, 'benchmarks'));
    const folder = createResultsFolder(join(root, 'out', 'benchmarks'), []);
    await folder.open();
    expect(readdirSync(join(elsewhere, 'first'))).toEqual(['run.lock']);
    await folder.close();
  });

  it('waits for no pipe that stands where a result belongs', async () => {
    const root = temporaryFolder();
    const path = join(root, 'inference_per_file.csv');
    execFileSync('mkfifo', [path]);
    const folder = createResultsFolder(root, [path]);
    expect(await rejectionOf(folder.open())).toEqual({
      code: 'OUTPUT_REFUSED',
      message: `Expected to write ${path}, but a device, pipe or socket stands in its place.`,
      remedy: 'Move it away, or choose another folder with --out-dir.',
    });
    await folder.close();
  });

  it('is for one run at a time', async () => {
    const root = temporaryFolder();
    const folder = createResultsFolder(root, []);
    await folder.open();
    expect((await rejectionOf(createResultsFolder(root, []).open())).code).toBe('OUTPUT_FAILED');
    await folder.requireThere();
    await folder.close();
  });

  it('finds out about files elsewhere when it is opened', async () => {
    const root = temporaryFolder();
    writeFileSync(join(root, 'file'), '');
    const path = join(root, 'file', 'results.csv');
    const folder = createResultsFolder(join(root, 'new'), [path]);
    expect(await rejectionOf(folder.open())).toEqual({
      code: 'OUTPUT_FAILED',
      message: `Expected to write ${path}, but a part of that path is a file and not a folder.`,
      remedy: 'Move that file away, or give another path for this file.',
    });
    await folder.close();
    expect(readdirSync(root)).toEqual(['file']);
  });

  it('notices that it was removed or replaced', async () => {
    const root = join(temporaryFolder(), 'results');
    const folder = createResultsFolder(root, []);
    await folder.open();
    renameSync(root, `${root}-moved`);
    const expected = {
      code: 'OUTPUT_FAILED',
      message: `Expected to write to ${root}, but the folder was removed or replaced while the run was under way.`,
      remedy: 'Bring it back (a disk may have been taken away), or choose another one with --out-dir, and run again.',
    };
    expect(await rejectionOf(folder.requireThere())).toEqual(expected);
    mkdirSync(root);
    expect(await rejectionOf(folder.requireThere())).toEqual(expected);
    await folder.close();
    rmSync(`${root}-moved`, { recursive: true });
  });
});
