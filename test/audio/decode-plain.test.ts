import { describe, expect, it } from 'vitest';
import { openPlainSound } from '../../src/audio/decode-plain.ts';
import { collect, fixtureBytes, memoryFile } from './recordings.ts';

describe('openPlainSound', () => {
  it.each([
    ['wav', 'rf64.wav'],
    ['aiff', 's16.aiff'],
    ['caf', 'lpcm.caf'],
  ] as const)('opens %s', async (format, name) => {
    const sound = await openPlainSound(memoryFile(fixtureBytes(name)), format);
    expect(sound!.declaredSeconds).toBe(1.5);
    const blocks = await collect(sound!.blocks);
    expect(blocks.reduce((total, { channels }) => total + channels[0]!.length, 0)).toBe(12_000);
  });

  it.each([
    ['wav', 'alaw.wav'],
    ['wav', 'ima-adpcm.wav'],
    ['flac', 'stereo-44100.flac'],
  ] as const)('leaves %s with a codec (%s) to a decoder', async (format, name) => {
    expect(await openPlainSound(memoryFile(fixtureBytes(name)), format)).toBeUndefined();
  });
});
