import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WhisperBatchError } from '../../src/errors.ts';
import { requireWritable, writeFilesAtomically } from '../../src/output/atomic-write.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atomic-write-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('writeFilesAtomically', () => {
  it('writes files, with the folders they need, and leaves nothing else', async () => {
    const paths = [join(folder, 'a', 'b', 'one.txt'), join(folder, 'two.txt')];
    await writeFilesAtomically(paths.map((path) => ({ path, text: `text of ${path}` })));
    expect(paths.map((path) => readFileSync(path, 'utf8'))).toEqual(paths.map((path) => `text of ${path}`));
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(['a', 'a/b', 'a/b/one.txt', 'two.txt']);
  });

  it('replaces a file', async () => {
    const path = join(folder, 'one.txt');
    writeFileSync(path, 'a much longer text that was there before');
    await writeFilesAtomically([{ path, text: 'new' }]);
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it('takes names as long as the file system does', async () => {
    const path = join(folder, 'x'.repeat(255));
    await writeFilesAtomically([{ path, text: 'long' }]);
    expect(readFileSync(path, 'utf8')).toBe('long');
  });

  it('changes nothing when one of the files cannot be written', async () => {
    const kept = join(folder, 'one.txt');
    writeFileSync(kept, 'before');
    mkdirSync(join(folder, 'two.txt'));
    const files = [kept, join(folder, 'two.txt')].map((path) => ({ path, text: 'new' }));
    await expect(writeFilesAtomically(files)).rejects.toThrow(
      new WhisperBatchError(
        'OUTPUT_FAILED',
        `Expected to write ${join(folder, 'two.txt')}, but a folder stands in its place.`,
        'Move that folder away, or give the file another name.',
      ),
    );
    expect(readFileSync(kept, 'utf8')).toBe('before');
    expect(readdirSync(folder).sort()).toEqual(['one.txt', 'two.txt']);
  });

  it('says so when the output folder is a file', async () => {
    writeFileSync(join(folder, 'results'), '');
    const path = join(folder, 'results', 'benchmarks', 'one.txt');
    await expect(writeFilesAtomically([{ path, text: '' }])).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      message: `Expected to write ${path}, but a part of that path is a file and not a folder.`,
      remedy: 'Move that file away, or choose another folder with --out-dir.',
    });
  });

  it.runIf(existsSync('/dev/full'))('writes into devices as they are, and reports a full one', async () => {
    await writeFilesAtomically([{ path: '/dev/null', text: 'gone' }]);
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
    await expect(writeFilesAtomically([{ path: '/dev/full', text: 'x' }])).rejects.toMatchObject({
      code: 'OUTPUT_FAILED',
      message: 'Expected to write /dev/full, but no space is left on the device.',
      remedy: 'Free some space, or choose another folder with --out-dir, and run again.',
    });
  });

  it.skipIf(process.platform === 'win32')('takes it calmly when the reader of a pipe goes early', async () => {
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    // More than a pipe holds: the rest waits for a reader that has gone.
    const writing = writeFilesAtomically([{ path, text: 'x'.repeat(1 << 20) }]);
    const reader = await open(path, 'r');
    const { buffer } = await reader.read(Buffer.alloc(1));
    await reader.close();
    await writing;
    expect(buffer.toString()).toBe('x');
  });

  it('keeps a link that somebody chose and writes what it leads to, and replaces one that nobody chose', async () => {
    const names = ['chosen', 'given'];
    for (const name of names) {
      writeFileSync(join(folder, `${name}-target`), 'before');
      symlinkSync(`${name}-target`, join(folder, name));
    }
    await writeFilesAtomically([
      { path: join(folder, 'chosen'), text: 'new', isChosen: true },
      { path: join(folder, 'given'), text: 'new' },
    ]);
    expect(names.map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual(['new', 'new']);
    expect(names.map((name) => readFileSync(join(folder, `${name}-target`), 'utf8'))).toEqual(['new', 'before']);
    expect(names.map((name) => lstatSync(join(folder, name)).isSymbolicLink())).toEqual([true, false]);
    expect(readdirSync(folder)).toHaveLength(4);
  });

  it.runIf(existsSync('/proc/self/fd'))('writes into an open file where it stands, through whatever link', async () => {
    const [path, link] = [join(folder, 'printed'), join(folder, 'link')];
    const descriptor = openSync(path, 'w');
    const target = `/proc/self/fd/${String(descriptor)}`;
    symlinkSync(target, link);
    try {
      writeSync(descriptor, 'before, ');
      await requireWritable({ path: link, isChosen: true });
      await writeFilesAtomically([{ path: link, text: 'text', isChosen: true }]);
      writeSync(descriptor, ', after');
    } finally {
      closeSync(descriptor);
    }
    expect(readFileSync(path, 'utf8')).toBe('before, text, after');
    expect([readlinkSync(link), readdirSync(folder).sort()]).toEqual([target, ['link', 'printed']]);
  });
});
