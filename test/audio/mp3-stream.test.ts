import { describe, expect, it } from 'vitest';
import { readMp3Stream } from '../../src/audio/mp3-stream.ts';
import { collect, fixtureBytes, memoryFile } from './recordings.ts';

const mp3 = fixtureBytes('mono-22050.mp3');
const start = mp3.indexOf(Uint8Array.of(0xff, 0xf3));

describe('readMp3Stream', () => {
  it('leaves out the tag and tells the duration from the first frame', async () => {
    const { pieces, declaredSeconds } = await readMp3Stream(memoryFile(mp3), start);
    expect(Buffer.concat(await collect(pieces)).equals(mp3.subarray(start))).toBe(true);
    expect(declaredSeconds).toBeCloseTo(1.6, 1); // with the padding of the encoder
  });

  it.each([
    ['a first frame with sound', (bytes: Buffer) => bytes.fill(0, start + 4, start + 40)],
    ['a header without the number of frames', (bytes: Buffer) => bytes.writeUInt32BE(0, start + 4 + 9 + 4)],
    ['no frame at the start', (bytes: Buffer) => bytes.fill(0, start, start + 4)],
  ])('knows no duration with %s', async (_, damage) => {
    const bytes = Buffer.from(mp3);
    damage(bytes);
    expect((await readMp3Stream(memoryFile(bytes), start)).declaredSeconds).toBeUndefined();
  });
});
