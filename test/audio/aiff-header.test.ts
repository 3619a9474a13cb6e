import { describe, expect, it } from 'vitest';
import { readAiffHeader } from '../../src/audio/aiff-header.ts';
import { codedAiff, fixtureBytes, memoryFile } from './recordings.ts';

const read = (bytes: Uint8Array) => readAiffHeader(memoryFile(bytes));

describe('readAiffHeader', () => {
  it('reads the layout of AIFF', async () => {
    expect(await read(fixtureBytes('s16.aiff'))).toEqual({
      kind: 'pcm',
      layout: { sampleRateHz: 8000, channelCount: 2, bits: 16, kind: 'signed', isBigEndian: true },
      extent: { firstByte: 54, byteCount: 48_000 },
    });
  });

  it('takes 8-bit samples for signed ones', async () => {
    expect(await read(fixtureBytes('s8.aiff'))).toMatchObject({ layout: { bits: 8, kind: 'signed' } });
  });

  it.each([
    ['fl32', { kind: 'float', isBigEndian: true }],
    ['NONE', { kind: 'signed', isBigEndian: true }],
    ['sowt', { kind: 'signed', isBigEndian: false }],
  ])('reads AIFF-C of type %s', async (compression, layout) => {
    const bytes = fixtureBytes('f32.aifc');
    bytes.write(compression, bytes.indexOf('fl32'), 'latin1');
    expect(await read(bytes)).toMatchObject({ kind: 'pcm', layout: { ...layout, bits: 32 } });
  });

  it('leaves A-law to a decoder', async () => {
    const bytes = codedAiff('alaw');
    expect(await read(bytes)).toEqual({
      kind: 'coded',
      common: new Uint8Array(bytes.subarray(32, 54)),
      bytesPerSecond: 8000,
      extent: { firstByte: 72, byteCount: 48_000 },
    });
  });

  it('leaves the length open where the header does', async () => {
    const bytes = fixtureBytes('s16.aiff');
    bytes.writeUInt32BE(0, bytes.indexOf('SSND') + 4);
    expect(await read(bytes)).toMatchObject({ extent: { byteCount: undefined } });
  });

  it('heeds the offset of the first sample', async () => {
    const bytes = fixtureBytes('s16.aiff');
    bytes.writeUInt32BE(100, bytes.indexOf('SSND') + 8);
    expect(await read(bytes)).toMatchObject({ extent: { firstByte: 154, byteCount: 47_900 } });
  });
});
