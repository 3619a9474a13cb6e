import { describe, expect, it } from 'vitest';
import { readCafStream } from '../../src/audio/caf-stream.ts';
import { collect, fixtureBytes, memoryFile } from './recordings.ts';

describe('readCafStream', () => {
  it('hands a sound file through as it is', async () => {
    const bytes = fixtureBytes('lpcm.caf');
    const { pieces, declaredSeconds } = await readCafStream(memoryFile(bytes));
    expect(Buffer.concat(await collect(pieces)).equals(bytes)).toBe(true);
    expect(declaredSeconds).toBeUndefined();
  });

  it('refuses a rate that is no number', async () => {
    const bytes = fixtureBytes('lpcm.caf');
    bytes.writeDoubleBE(NaN, 20);
    await expect(readCafStream(memoryFile(bytes, 'a.caf'))).rejects.toMatchObject({
      code: 'AUDIO_INVALID',
      message: 'Could not decode "a.caf": expected 1000 to 768000 samples per second, found NaN.',
    });
  });
});
