import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openAudioFile } from '../../src/audio/audio-file.ts';
import { readCafHeader } from '../../src/audio/caf-header.ts';
import { writeSparseFile } from '../helpers/sparse-file.ts';
import { codedCaf, countedFile, fixtureBytes, memoryFile, temporaryFolder } from './recordings.ts';

const { folder } = temporaryFolder();
const extent = { firstByte: 92, byteCount: 24_000 };
const SPARSE_BYTES = 2 ** 28;

const read = (bytes: Uint8Array) => readCafHeader(memoryFile(bytes, 'a.caf'));

/** The fixture with a change. */
function changed(change: (bytes: Buffer) => void): Buffer {
  const bytes = fixtureBytes('lpcm.caf');
  change(bytes);
  return bytes;
}

/** The header of a chunk of so many bytes. */
function chunkHeader(name: string, byteCount: bigint): Buffer {
  const header = Buffer.alloc(12);
  header.write(name, 0, 'latin1');
  header.writeBigInt64BE(byteCount, 4);
  return header;
}

describe('readCafHeader', () => {
  it('reads layout and extent', async () => {
    expect(await read(fixtureBytes('lpcm.caf'))).toEqual({
      kind: 'pcm',
      layout: { sampleRateHz: 8000, channelCount: 1, bits: 16, kind: 'signed', isBigEndian: false },
      extent,
    });
  });

  it('reads the flags of samples', async () => {
    const bytes = changed((caf) => {
      caf.writeUInt32BE(1, 32);
      caf.writeUInt32BE(4, 36);
      caf.writeUInt32BE(32, 48);
    });
    expect(await read(bytes)).toMatchObject({ layout: { bits: 32, kind: 'float', isBigEndian: true } });
  });

  it.each([
    ['alaw', 1, 1, 8000],
    ['ulaw', 0, 0, 8000],
    ['ima4', 34, 64, 4250],
    ['ima4', 0, 0, 4250],
  ])('leaves %s with packets of %d bytes and %d frames to a decoder', async (codec, bytes, frames, bytesPerSecond) => {
    const caf = codedCaf(codec, bytes, frames);
    const description = new Uint8Array(caf.subarray(20, 52));
    expect(await read(caf)).toEqual({ kind: 'coded', description, bytesPerSecond, extent });
  });

  it('leaves the length open where the header does', async () => {
    const bytes = changed((caf) => caf.writeBigInt64BE(-1n, 80));
    expect(await read(bytes)).toMatchObject({ extent: { firstByte: 92, byteCount: undefined } });
  });

  it.each<readonly [string, (caf: Buffer) => unknown, string]>([
    ['no description', (caf) => caf.write('none', 8), 'it is a CAF file without a description'],
    ['another version', (caf) => caf.writeUInt16BE(2, 4), 'it is a CAF file of version 2, expected 1'],
    [
      'a rate that is no number',
      (caf) => caf.writeDoubleBE(NaN, 20),
      'expected 1000 to 768000 samples per second, found NaN',
    ],
    ['a codec of another kind', (caf) => caf.write('aac ', 28), 'it is compressed as "aac ", which is not supported'],
    [
      'samples of 24 bits in 32',
      (caf) => {
        caf.writeUInt32BE(24, 48);
        caf.writeUInt32BE(4, 36);
      },
      'its description states packets of 4 bytes and 1 frames, expected 3 bytes and 1 frames',
    ],
    [
      'packets that a decoder would wait for',
      (caf) => {
        caf.write('ima4', 28);
        caf.writeUInt32BE(2 ** 31, 36);
      },
      'its description states packets of 2147483648 bytes and 1 frames, expected 34 bytes and 64 frames',
    ],
    [
      'a chunk whose size is not known',
      (caf) => caf.writeBigInt64BE(-1n, 56),
      'it is a CAF file without a data chunk: its other chunks reach to byte 52 of 24092',
    ],
  ])('refuses %s', async (_, change, finding) => {
    await expect(read(changed(change))).rejects.toMatchObject({
      code: 'AUDIO_INVALID',
      message: `Could not decode "a.caf": ${finding}.`,
      remedy: 'Check that the file plays elsewhere, or export it again.',
    });
  });

  it('gives up a header that goes round in circles', async () => {
    const chunks = Array<Buffer>(2000).fill(chunkHeader('free', 0n));
    await expect(read(Buffer.concat([fixtureBytes('lpcm.caf').subarray(0, 52), ...chunks]))).rejects.toThrow(
      'Could not decode "a.caf": it is a CAF file without a data chunk: its other chunks reach to byte 12040 of 24052.',
    );
  });

  it('reads no chunk that has no samples, however large it is', async () => {
    const path = join(folder, 'free.caf');
    const start = fixtureBytes('lpcm.caf').subarray(0, 52);
    const header = (byteCount: number) => Buffer.concat([start, chunkHeader('free', BigInt(byteCount))]);
    const samples = chunkHeader('data', 2004n);
    writeSparseFile(path, SPARSE_BYTES, [
      [0, header(SPARSE_BYTES - 2080)],
      [SPARSE_BYTES - 2016, samples],
    ]);
    const file = countedFile(await openAudioFile(path));
    expect(await readCafHeader(file)).toMatchObject({ extent: { firstByte: SPARSE_BYTES - 2000, byteCount: 2000 } });
    await file.close();
    writeSparseFile(path, SPARSE_BYTES, [[0, header(2 ** 40)]]);
    const endless = countedFile(await openAudioFile(path));
    await expect(readCafHeader(endless)).rejects.toThrow(
      `Could not decode "${path}": it is a CAF file without a data chunk: its other chunks reach to byte 1099511627840 of 268435456.`,
    );
    await endless.close();
    expect(file.bytesRead() + endless.bytesRead()).toBeLessThan(1000);
  });
});
