import { describe, expect, it } from 'vitest';
import type { CodedStream } from '../../src/audio/coded-pieces.ts';
import { readFlacStream } from '../../src/audio/flac-stream.ts';
import { flacSilence } from '../helpers/sound-bombs.ts';
import { collect, fixtureBytes, memoryFile } from './recordings.ts';

const flac = fixtureBytes('stereo-44100.flac');
const FIRST_FRAME = flac.indexOf(Uint8Array.of(0xff, 0xf8));

async function read(bytes: Uint8Array): Promise<CodedStream> {
  const stream = await readFlacStream(memoryFile(bytes), 0);
  if (stream === undefined) throw new Error('Expected a native FLAC file.');
  return stream;
}

describe('readFlacStream', () => {
  it('gives the stream information and all frames, and the duration', async () => {
    const { pieces, declaredSeconds } = await read(flac);
    const bytes = Buffer.concat(await collect(pieces));
    expect(declaredSeconds).toBe(1.5);
    expect(bytes.subarray(0, 4).toString()).toBe('fLaC');
    expect(bytes[4]).toBe(0x80); // no other metadata follows
    expect(bytes.subarray(8, 42).equals(flac.subarray(8, 42))).toBe(true);
    expect(bytes.subarray(42).equals(flac.subarray(FIRST_FRAME))).toBe(true);
  });

  it('reads frames behind a hole of zeros that would be a million blocks of metadata', async () => {
    const hole = Buffer.concat([flac.subarray(0, 42), Buffer.alloc(4_000_000), flac.subarray(FIRST_FRAME)]);
    hole[4] = 0;
    const bytes = Buffer.concat(await collect((await read(hole)).pieces));
    expect(bytes.subarray(42).equals(flac.subarray(FIRST_FRAME))).toBe(true);
  });

  it('takes no more than a thousand blocks of metadata for such', async () => {
    const empty = Buffer.alloc(4 * 100_000, Uint8Array.of(1, 0, 0, 0));
    let reads = 0;
    const file = memoryFile(Buffer.concat([flac.subarray(0, 42), empty, flac.subarray(FIRST_FRAME)]));
    const counted = { ...file, read: (offset: number, length: number) => (reads++, file.read(offset, length)) };
    expect(await readFlacStream(counted, 0)).toMatchObject({ declaredSeconds: 1.5 });
    expect(reads).toBeLessThan(1010);
  });

  it('leaves damaged frames out, with silence in their place, and counts them', async () => {
    const bytes = Buffer.from(flac);
    bytes[FIRST_FRAME + 12_000]! ^= 1;
    const { pieces, damagedPlaces } = await read(bytes);
    expect(Buffer.concat(await collect(pieces)).length).toBeLessThan(flac.length);
    expect(damagedPlaces?.()).toBe(1);
  });

  it('asks for no more than a million values at a time', async () => {
    const silence = { seconds: 600, sampleRateHz: 8000, channelCount: 8, declaredSamples: 0, isNumbered: true };
    const { pieces } = await read(flacSilence(silence));
    const frameCount = Math.ceil((600 * 8000) / 65_535);
    // Two frames of 8 × 65 535 values reach a million; the start of the file is a piece of its own.
    expect(await collect(pieces)).toHaveLength(1 + Math.ceil(frameCount / 3 + 0.5));
  });

  it('tells from the last frame how much sound there is', async () => {
    const day = { seconds: 86_400, sampleRateHz: 8000, channelCount: 1, declaredSamples: 8, isNumbered: true };
    const { heldSeconds, declaredSeconds } = await read(flacSilence(day));
    expect(declaredSeconds).toBe(0.001);
    expect(await heldSeconds?.()).toBeCloseTo(86_400, -2);
  });

  it('knows no duration where the header states none', async () => {
    const bytes = Buffer.from(flac);
    bytes[21]! &= 0xf0;
    bytes.fill(0, 22, 26);
    expect((await read(bytes)).declaredSeconds).toBeUndefined();
  });

  it('leaves FLAC in Ogg to others', async () => {
    expect(await readFlacStream(memoryFile(fixtureBytes('flac.ogg')), 0)).toBeUndefined();
  });

  it('ends with a file that is cut off within its metadata', async () => {
    const { pieces } = await read(flac.subarray(0, 44));
    expect(Buffer.concat(await collect(pieces))).toHaveLength(42);
  });
});
