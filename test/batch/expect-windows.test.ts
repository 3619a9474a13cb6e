import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { expectWindows } from '../../src/batch/expect-windows.ts';

function source(name: string) {
  return { name, path: fileURLToPath(new URL(`../../audio/${name}`, import.meta.url)) };
}

describe('expectWindows', () => {
  it('expects one of a single file that is no longer than a window', async () => {
    expect(await expectWindows([source('jfk.flac')])).toBe(1);
  });

  it('does not know where there are several files, none, or longer windows', async () => {
    expect(await expectWindows([])).toBeUndefined();
    expect(await expectWindows([source('jfk.flac'), source('jfk.flac')])).toBeUndefined();
    expect(await expectWindows([source('jfk.flac')], 10)).toBeUndefined();
  });

  it('does not know of a file that cannot be read', async () => {
    expect(await expectWindows([source('none.wav')])).toBeUndefined();
  });
});
