import { describe, expect, it } from 'vitest';
import { readMp4Stream } from '../../src/audio/mp4-stream.ts';
import { collect, fixtureBytes, memoryFile } from './recordings.ts';

const stream = async (bytes: Buffer): Promise<Buffer> =>
  Buffer.concat(await collect((await readMp4Stream(memoryFile(bytes, 'a.m4a'))).pieces));

/** The bytes that the first chunk of samples begins with. */
function firstChunk(bytes: Buffer): Buffer {
  const offset = bytes.readUInt32BE(bytes.indexOf('stco') + 12);
  return bytes.subarray(offset, offset + 50);
}

describe('readMp4Stream', () => {
  it('leaves out what holds neither index nor samples', async () => {
    const bytes = fixtureBytes('index-first.m4a');
    const prepared = await stream(bytes);
    expect(prepared.indexOf('moov')).toBe(4);
    expect(firstChunk(prepared).equals(firstChunk(bytes))).toBe(true);
  });

  it('hands a file of fragments through as it is', async () => {
    const bytes = fixtureBytes('fragmented.mp4');
    expect((await stream(bytes)).equals(bytes)).toBe(true);
  });

  it('says how much of a file is missing', async () => {
    const cut = fixtureBytes('index-first.m4a').subarray(0, -100);
    expect((await readMp4Stream(memoryFile(cut))).notes).toEqual(['The file is cut off: 100 bytes are missing.']);
  });

  it('puts an index that comes last before the samples, and its offsets right', async () => {
    const bytes = fixtureBytes('index-last.m4a');
    const reordered = await stream(bytes);
    expect(reordered.indexOf('moov')).toBeLessThan(reordered.indexOf('mdat'));
    expect(firstChunk(reordered).equals(firstChunk(bytes))).toBe(true);
  });

  it('gives the index in one piece, so that a decoder need not look for it again and again', async () => {
    const [head] = await collect((await readMp4Stream(memoryFile(fixtureBytes('index-last.m4a')))).pieces);
    expect(Buffer.from(head!).indexOf('moov')).toBe(4);
    expect(Buffer.from(head!).indexOf('mdat')).toBe(-1);
  });

  it('understands sizes of 64 bits and boxes that reach to the end of the file', async () => {
    const bytes = fixtureBytes('index-first.m4a');
    const start = bytes.indexOf('mdat') - 4;
    const open = Buffer.from(bytes);
    open.writeUInt32BE(0, start);
    expect(firstChunk(await stream(open)).equals(firstChunk(bytes))).toBe(true);
    const long = Buffer.concat([bytes.subarray(0, start), Buffer.from('000000016d646174', 'hex'), Buffer.alloc(8), bytes.subarray(start + 8)]); // prettier-ignore
    long.writeBigUInt64BE(BigInt(bytes.readUInt32BE(start) + 8), start + 8);
    // Eight bytes further on, as the longer header moves what follows.
    expect((await stream(long)).includes(bytes.subarray(start + 8, start + 500))).toBe(true);
  });

  it('refuses an index larger than any recording needs', async () => {
    const bytes = fixtureBytes('index-first.m4a');
    const file = memoryFile(bytes, 'a.m4a');
    bytes.writeUInt32BE(0x0500_0000, bytes.indexOf('moov') - 4);
    await expect(readMp4Stream({ ...file, sizeBytes: 1e9 })).rejects.toMatchObject({
      code: 'AUDIO_INVALID',
      message: 'Could not decode "a.m4a": its index (the "moov" box) is too large.',
    });
  });
});
