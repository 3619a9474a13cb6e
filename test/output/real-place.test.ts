import { existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isOpenFile, ownDescriptor, realPlace } from '../../src/output/real-place.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('realPlace', () => {
  const folder = realpathSync(temporaryFolder());
  mkdirSync(join(folder, 'real'));
  writeFileSync(join(folder, 'real', 'file'), '');
  symlinkSync('real', join(folder, 'linked'));
  symlinkSync('real/file', join(folder, 'to-file'));
  symlinkSync('linked/new', join(folder, 'to-nothing'));
  symlinkSync('around', join(folder, 'around'));

  it.each([
    ['real/file', 'real/file'],
    ['linked/file', 'real/file'],
    ['to-file', 'real/file'],
    ['real/../linked/./file', 'real/file'],
    ['to-nothing', 'real/new'],
    ['linked/a/b', 'real/a/b'],
  ])('finds that %s leads to %s', (path, place) => {
    expect(realPlace(`${folder}/${path}`)).toBe(join(folder, place));
  });

  it('starts from the current folder', () => {
    expect(realPlace('new.csv')).toBe(join(realpathSync('.'), 'new.csv'));
    expect(realPlace('/')).toBe('/');
  });

  it('comes to an end where links go round', () => {
    expect(realPlace(join(folder, 'around'))).toBe(join(folder, 'around'));
    expect(realPlace(join(folder, 'around', 'file'))).toBe(join(folder, 'around', 'file'));
  });

  it.runIf(existsSync('/proc/self/fd/1'))('ends at what a process has open', () => {
    symlinkSync('/proc/self/fd/1', join(folder, 'to-output'));
    const place = realPlace(join(folder, 'to-output'));
    expect(place).toBe(`/proc/${String(process.pid)}/fd/1`);
    expect([place, join(folder, 'real/file')].map(isOpenFile)).toEqual([true, false]);
  });
});

describe('ownDescriptor', () => {
  it.each([
    [`/proc/${String(process.pid)}/fd/1`, 1],
    ['/dev/fd/12', 12],
    ['/proc/1/fd/1', undefined],
    ['/proc/self/status', undefined],
    ['/tmp/fd/1', undefined],
  ])('of %s is %s', (place, descriptor) => {
    expect(ownDescriptor(place)).toBe(descriptor);
  });
});
