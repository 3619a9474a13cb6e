import { describe, expect, it } from 'vitest';
import { readAsfStream } from '../../src/audio/asf-stream.ts';
import { fixtureBytes, memoryFile } from './recordings.ts';

const wma = fixtureBytes('wmav2.wma');
const STREAM_TYPE = wma.indexOf(Buffer.from('409e69f84d5bcf11a8fd00805f5c442b', 'hex'));
const read = (bytes: Uint8Array) => readAsfStream(memoryFile(bytes, 'a.wma'));

describe('readAsfStream', () => {
  it('reads the duration that the file states', async () => {
    expect((await read(wma)).declaredSeconds).toBeCloseTo(1.5, 0);
  });

  it('refuses a file without sound, and one of too many channels', async () => {
    const film = Buffer.from(wma);
    film[STREAM_TYPE] = 0;
    await expect(read(film)).rejects.toThrow('Could not decode "a.wma": it holds no audio stream.');
    const wide = Buffer.from(wma);
    wide.writeUInt16LE(65_535, STREAM_TYPE + 56);
    await expect(read(wide)).rejects.toThrow('Could not decode "a.wma": expected 1 to 32 channels, found 65535.');
  });
});
