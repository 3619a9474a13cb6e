import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openAudioFile } from '../../src/audio/audio-file.ts';
import { walkFolder } from '../../src/audio/walk-folder.ts';
import { temporaryFolder } from './recordings.ts';

const { folder } = temporaryFolder();

vi.mock('node:fs/promises', async (load) => {
  const real = await load<typeof import('node:fs/promises')>();
  const crowd = Array.from({ length: 200_000 }, (_, n) => ({
    name: `${String(n)}.wav`,
    isDirectory: () => false,
    isSymbolicLink: () => false,
  }));
  const readdir = (path: string, ...rest: unknown[]): unknown => {
    if (path.endsWith('closed')) return Promise.reject(new Error('EACCES'));
    return path.endsWith('crowded') ? Promise.resolve(crowd) : Reflect.apply(real.readdir, real, [path, ...rest]);
  };
  const realpath = (path: string, ...rest: unknown[]): unknown =>
    path.endsWith('gone') ? Promise.reject(new Error('ENOENT')) : Reflect.apply(real.realpath, real, [path, ...rest]);
  return { ...real, readdir, realpath };
});

describe('walkFolder', () => {
  it('gives a folder that may not be listed, so that its failure can be reported', async () => {
    mkdirSync(join(folder, 'closed'));
    writeFileSync(join(folder, 'a.wav'), '');
    const found = await walkFolder(folder, new Set());
    expect(found.map(({ relativePath, isClosedFolder }) => [relativePath, isClosedFolder])).toEqual(
      expect.arrayContaining([
        ['a.wav', false],
        ['closed', true],
      ]),
    );
    expect(await walkFolder(join(folder, 'closed'), new Set())).toMatchObject([{ relativePath: 'closed' }]);
  });

  it.runIf(process.platform === 'linux')(
    'tells names apart that are no UTF-8, and gives them so that they can be opened',
    async () => {
      const odd = join(folder, 'odd');
      mkdirSync(odd);
      const names = [Uint8Array.of(0x61, 0xff), Uint8Array.of(0x61, 0xfe)];
      for (const name of names) writeFileSync(Buffer.concat([Buffer.from(`${odd}/`), name]), 'x');
      const found = await walkFolder(odd, new Set());
      expect(found.map(({ relativePath }) => relativePath).sort()).toEqual(['a\uDCFE', 'a\uDCFF']);
      for (const { path } of found) await (await openAudioFile(path)).close();
    },
  );

  it('gives a folder that cannot be entered as one that cannot be listed, and a link by its own path', async () => {
    const odd = join(folder, 'unreachable');
    mkdirSync(join(odd, 'gone'), { recursive: true });
    mkdirSync(join(odd, 'target'));
    writeFileSync(join(odd, 'target', 'a.wav'), '');
    symlinkSync(join(odd, 'target', 'a.wav'), join(odd, 'a.gone'));
    const found = await walkFolder(odd, new Set());
    expect(found.map(({ relativePath, isClosedFolder }) => [relativePath, isClosedFolder]).sort()).toEqual([
      ['a.gone', false],
      ['gone', true],
      ['target/a.wav', false],
    ]);
    expect(found.find(({ relativePath }) => relativePath === 'a.gone')?.realPath).toBe(join(odd, 'a.gone'));
  });

  it.skipIf(process.platform === 'win32')('gives what is no file, so that opening it tells what it is', async () => {
    const odd = join(folder, 'no-files');
    mkdirSync(odd);
    execFileSync('mkfifo', [join(odd, 'pipe.wav')]);
    symlinkSync('/dev/zero', join(odd, 'device.wav'));
    symlinkSync('/nowhere', join(odd, 'broken.wav'));
    symlinkSync('circle.wav', join(odd, 'circle.wav'));
    const found = await walkFolder(odd, new Set());
    expect(found.map(({ relativePath, realPath }) => [relativePath, realPath]).sort()).toEqual([
      ['broken.wav', join(odd, 'broken.wav')],
      ['device.wav', '/dev/zero'],
      ['pipe.wav', join(odd, 'pipe.wav')],
    ]);
  });

  it('walks a folder below of hundreds of thousands of files', async () => {
    const many = join(folder, 'many');
    mkdirSync(join(many, 'crowded'), { recursive: true });
    expect(await walkFolder(many, new Set())).toHaveLength(200_000);
  });

  it('passes over folders that were visited', async () => {
    const visited = new Set<string>();
    await walkFolder(folder, visited);
    expect(await walkFolder(folder, visited)).toEqual([]);
  });
});
