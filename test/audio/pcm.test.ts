import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesPerFrame, checkedLayout, decodePcm, type PcmLayout } from '../../src/audio/pcm.ts';
import { collect, concatSamples, int16Bytes, memoryFile, seededNoise } from './recordings.ts';

const STEREO: PcmLayout = { sampleRateHz: 16_000, channelCount: 2, bits: 16, kind: 'signed', isBigEndian: false };

describe('decodePcm', () => {
  it.each([
    ['signed 8-bit', { bits: 8, kind: 'signed' }, '80007f', [-1, 0, 127 / 128]],
    ['16-bit big-endian', { bits: 16, isBigEndian: true }, '800040007fff', [-1, 0.5, 1 - 2 ** -15]],
    ['24-bit big-endian', { bits: 24, isBigEndian: true }, '800000400000ffffff', [-1, 0.5, -(2 ** -23)]],
    ['32-bit big-endian', { bits: 32, isBigEndian: true }, '8000000040000000', [-1, 0.5]],
    ['float big-endian', { bits: 32, kind: 'float', isBigEndian: true }, 'bf8000003f000000', [-1, 0.5]],
    [
      'double big-endian',
      { bits: 64, kind: 'float', isBigEndian: true },
      'bff00000000000003fe0000000000000',
      [-1, 0.5],
    ],
  ] as const)('scales %s samples', async (_, layout, hex, expected) => {
    const file = memoryFile(Buffer.from(hex, 'hex'));
    const [block] = await collect(decodePcm(file.pieces(0, 100, 100), { ...STEREO, channelCount: 1, ...layout }));
    expect([...block!.channels[0]!]).toEqual(expected.map(Math.fround));
  });

  it('gives the same samples however the bytes are cut, and leaves out half a frame at the end', async () => {
    const bytes = int16Bytes(seededNoise(401));
    const left = async (pieceBytes: number): Promise<Float32Array> => {
      const blocks = await collect(decodePcm(memoryFile(bytes).pieces(0, bytes.length, pieceBytes), STEREO));
      return concatSamples(blocks.map(({ channels }) => channels[0]!));
    };
    const whole = await left(1000);
    expect(whole).toHaveLength(200);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 50 }), async (pieceBytes) => {
        expect(await left(pieceBytes)).toEqual(whole);
      }),
    );
  });
});

describe('bytesPerFrame', () => {
  it('counts all channels', () => {
    expect(bytesPerFrame({ ...STEREO, channelCount: 6, bits: 24 })).toBe(18);
  });
});

describe('checkedLayout', () => {
  it.each([
    ['signed', 64],
    ['signed', 0],
    ['unsigned', 16],
    ['float', 24],
  ] as const)('refuses %s samples of %d bits', (kind, bits) => {
    expect(() => checkedLayout('a.wav', { ...STEREO, kind, bits })).toThrow(
      `Could not decode "a.wav": its header states ${kind} samples of ${String(bits)} bits.`,
    );
  });

  it('accepts what recordings have', () => {
    expect(checkedLayout('a.wav', STEREO)).toBe(STEREO);
  });
});
