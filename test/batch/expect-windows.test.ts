import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { expectWindows } from '../../src/batch/expect-windows.ts';

function source(name: string) {
  return { name, path: fileURLToPath(new URL(`../../audio/${name}`, import.meta.url)) };
}

describe('expectWindows', () => {
  it('expects one of a single file that is no longer than a window', async () => {
    expect(await expectWindows([source('jfk.flac')], { cores: 1 })).toBe(1);
  });

  it('adds up what the headers of a few files say, with a little less than a full window to each cut', async () => {
    // 11 s and 127 s: 5 windows at least.
    const sources = [source('jfk.flac'), source('radio-address.flac')];
    expect(await expectWindows(sources, { cores: 2 })).toBe(1 + 5);
    expect(await expectWindows([source('jfk.flac')], { cores: 1, windowSeconds: 5 })).toBe(3);
    expect(await expectWindows([source('jfk.flac')], { cores: 2, windowSeconds: 5, overlapSeconds: 3 })).toBe(6);
  });

  it('does not count where there are four windows to a core and more', async () => {
    const clips = Array.from({ length: 4 }, () => source('jfk.flac'));
    expect(await expectWindows(clips, { cores: 1 })).toBeUndefined();
    expect(await expectWindows(clips.slice(1), { cores: 1 })).toBe(3);
    expect(await expectWindows([source('jfk.flac')], { cores: 1, windowSeconds: 3 })).toBeUndefined();
  });

  it('looks at no further file once it is stopped', async () => {
    const signal = AbortSignal.abort();
    expect(await expectWindows([source('jfk.flac')], { cores: 1, signal })).toBeUndefined();
  });

  it('does not know of no files, nor of a file that cannot be read', async () => {
    expect(await expectWindows([])).toBeUndefined();
    expect(await expectWindows([source('jfk.flac'), source('none.wav')])).toBeUndefined();
  });
});
