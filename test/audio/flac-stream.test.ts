import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFlacStream } from '../../src/audio/flac-stream.ts';
import { collect, fixtureBytes, memoryFile } from './recordings.ts';

const flac = fixtureBytes('stereo-44100.flac');
const FIRST_FRAME = flac.indexOf(Uint8Array.of(0xff, 0xf8));

describe('readFlacStream', () => {
  it('gives the stream information and all frames, and the duration', async () => {
    const { pieces, declaredSeconds } = await readFlacStream(memoryFile(flac), 0);
    const bytes = Buffer.concat(await collect(pieces));
    expect(declaredSeconds).toBe(1.5);
    expect(bytes.subarray(0, 4).toString()).toBe('fLaC');
    expect(bytes[4]).toBe(0x80); // no other metadata follows
    expect(bytes.subarray(8, 42).equals(flac.subarray(8, 42))).toBe(true);
    expect(bytes.subarray(42).equals(flac.subarray(FIRST_FRAME))).toBe(true);
  });

  it('ends no piece but the last within 17 bytes of what may begin a frame header', async () => {
    const header = Buffer.from('fff8c9a8ffff00ff', 'hex');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 200 }), { minLength: 1 }), async (gaps) => {
        const frames = Buffer.concat(gaps.flatMap((gap) => [header, Buffer.alloc(gap)]));
        const bytes = Buffer.concat([flac.subarray(0, FIRST_FRAME), Buffer.alloc(16_300), frames]);
        const pieces = await collect((await readFlacStream(memoryFile(bytes), 0)).pieces);
        const joined = Buffer.concat(pieces);
        expect(joined).toHaveLength(42 + 16_300 + frames.length);
        let end = 0;
        for (const piece of pieces.slice(0, -1)) {
          end += piece.length;
          expect(joined.subarray(end - 17, end + 1).indexOf(Uint8Array.of(0xff, 0xf8))).toBe(-1);
        }
      }),
    );
  });

  it('knows no duration where the header states none', async () => {
    const bytes = Buffer.from(flac);
    bytes[21]! &= 0xf0;
    bytes.fill(0, 22, 26);
    expect((await readFlacStream(memoryFile(bytes), 0)).declaredSeconds).toBeUndefined();
  });

  it('hands FLAC in Ogg through as it is', async () => {
    const bytes = fixtureBytes('flac.ogg');
    const { pieces } = await readFlacStream(memoryFile(bytes), 0);
    expect(Buffer.concat(await collect(pieces)).equals(bytes)).toBe(true);
  });

  it('ends with a file that is cut off within its metadata', async () => {
    const { pieces } = await readFlacStream(memoryFile(flac.subarray(0, 44)), 0);
    expect(Buffer.concat(await collect(pieces))).toHaveLength(42);
  });
});
