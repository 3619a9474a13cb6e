import { describe, expect, it } from 'vitest';
import { readCodedStream } from '../../src/audio/coded-stream.ts';
import { collect, fixtureBytes, memoryFile } from './recordings.ts';

describe('readCodedStream', () => {
  it('streams a format that needs no preparation as it is, in small pieces', async () => {
    const bytes = fixtureBytes('adts.aac');
    const { pieces, declaredSeconds } = await readCodedStream(memoryFile(bytes), 'aac', 0);
    const collected = await collect(pieces);
    expect(Math.max(...collected.map(({ length }) => length))).toBeLessThanOrEqual(16_384);
    expect(Buffer.concat(collected).equals(bytes)).toBe(true);
    expect(declaredSeconds).toBeUndefined();
  });

  it.each([
    ['flac', 'stereo-44100.flac', 1.5],
    ['m4a', 'index-last.m4a', 1.53],
    ['mp3', 'stereo-44100.mp3', 1.54],
    ['wav', 'alaw.wav', 1.5],
    ['wav', 'ima-adpcm.wav', undefined],
  ] as const)('knows what the header of %s says', async (format, name, seconds) => {
    const bytes = fixtureBytes(name);
    const tagBytes = format === 'mp3' ? bytes.indexOf(Uint8Array.of(0xff, 0xfb)) : 0;
    const { declaredSeconds } = await readCodedStream(memoryFile(bytes), format, tagBytes);
    if (seconds === undefined) expect(declaredSeconds).toBeUndefined();
    else expect(declaredSeconds).toBeCloseTo(seconds, 1);
  });
});
