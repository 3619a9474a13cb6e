import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { walkFolder } from '../../src/audio/walk-folder.ts';
import { temporaryFolder } from './recordings.ts';

const { folder } = temporaryFolder();

vi.mock('node:fs/promises', async (load) => {
  const real = await load<typeof import('node:fs/promises')>();
  const readdir = (path: string, ...rest: unknown[]): unknown =>
    path.endsWith('closed') ? Promise.reject(new Error('EACCES')) : Reflect.apply(real.readdir, real, [path, ...rest]);
  return { ...real, readdir };
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

  it('passes over folders that were visited', async () => {
    const visited = new Set<string>();
    await walkFolder(folder, visited);
    expect(await walkFolder(folder, visited)).toEqual([]);
  });
});
