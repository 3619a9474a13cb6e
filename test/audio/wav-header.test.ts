import { describe, expect, it } from 'vitest';
import { readWavHeader } from '../../src/audio/wav-header.ts';
import { chunkHeader, fixtureBytes, memoryFile, waveBytes } from './recordings.ts';

const read = (bytes: Uint8Array) => readWavHeader(memoryFile(bytes, 'a.wav'));
const data = new Uint8Array(100);

describe('readWavHeader', () => {
  it('reads layout and extent', async () => {
    expect(await read(waveBytes({ data, channelCount: 2, sampleRateHz: 8000, bits: 16 }))).toEqual({
      kind: 'pcm',
      layout: { sampleRateHz: 8000, channelCount: 2, bits: 16, kind: 'signed', isBigEndian: false },
      extent: { firstByte: 44, byteCount: 100 },
    });
  });

  it('takes the size of an RF64 file from its own chunk', async () => {
    expect(await read(fixtureBytes('rf64.wav'))).toMatchObject({ extent: { byteCount: 24_000 } });
  });

  it('takes the size of an RF64 file from the data chunk where that suffices', async () => {
    const bytes = fixtureBytes('rf64.wav');
    bytes.writeUInt32LE(1000, bytes.indexOf('data') + 4);
    expect(await read(bytes)).toMatchObject({ extent: { byteCount: 1000 } });
  });

  it('leaves the length open where an RF64 file says nothing', async () => {
    const bytes = fixtureBytes('rf64.wav');
    bytes.write('junk', bytes.indexOf('ds64'), 'latin1');
    expect(await read(bytes)).toMatchObject({ extent: { byteCount: undefined } });
  });

  it('tells an empty recording from one whose length is open', async () => {
    expect(await read(waveBytes())).toMatchObject({ extent: { byteCount: 0 } });
    expect(await read(waveBytes({ data, dataBytes: 0, riffBytes: 36 }))).toMatchObject({
      extent: { byteCount: undefined },
    });
  });

  it.each([2, 6, 7, 0x11])('leaves format %d to a decoder', async (tag) => {
    const formatExtension = Buffer.from([4, 0, 2, 0, 0, 0]);
    const bytes = waveBytes({ data, tag, bits: 8, formatExtension });
    expect(await read(bytes)).toEqual({
      kind: 'coded',
      format: new Uint8Array(bytes.subarray(20, 42)),
      extent: { firstByte: 50, byteCount: 100 },
    });
  });

  it.each([
    [0x11, []],
    [2, []],
    [2, [4, 0, 2, 0, 8, 0]],
  ])('refuses a chunk of format %d that ends with %j, because its decoder would read on', async (tag, extension) => {
    const bytes = waveBytes({ data, tag, bits: 4, frameBytes: 256, formatExtension: Buffer.from(extension) });
    await expect(read(bytes)).rejects.toThrow('Could not decode "a.wav": its format chunk is cut off.');
  });

  it('refuses a coded format whose blocks have no bytes', async () => {
    await expect(
      read(waveBytes({ data, tag: 0x11, frameBytes: 0, bits: 4, formatExtension: Buffer.from([2, 0, 0, 0]) })),
    ).rejects.toThrow(
      'Could not decode "a.wav": its header says that a block holds 0 samples of 1 channels in 0 bytes.',
    );
  });

  it('refuses a format chunk that is cut off', async () => {
    const bytes = Buffer.concat([chunkHeader('RIFF', 0), Buffer.from('WAVE'), chunkHeader('fmt ', 8), Buffer.alloc(8)]);
    await expect(read(bytes)).rejects.toThrow('Could not decode "a.wav": its format chunk is cut off.');
  });

  it('gives up a header that goes round in circles', async () => {
    const empty = chunkHeader('junk', 0);
    const bytes = waveBytes({ between: Buffer.concat(Array<Buffer>(2000).fill(empty)), data });
    await expect(read(bytes)).rejects.toThrow('Could not decode "a.wav": it is a WAV file without a data chunk.');
  });
});
