import { describe, expect, it } from 'vitest';
import { readMatroskaStream } from '../../src/audio/matroska-stream.ts';
import { fixtureBytes, memoryFile } from './recordings.ts';

const webm = fixtureBytes('opus.webm');
const read = (bytes: Uint8Array) => readMatroskaStream(memoryFile(bytes, 'a.webm'));

describe('readMatroskaStream', () => {
  it('reads the duration that the file states', async () => {
    const { declaredSeconds, notes } = await read(webm);
    expect(declaredSeconds).toBeCloseTo(1.5, 1);
    expect(notes).toEqual([]);
  });

  it('says how much of a file is missing', async () => {
    const { notes } = await read(webm.subarray(0, -1000));
    expect(notes).toEqual(['The file is cut off: 1000 bytes are missing.']);
  });

  it('refuses a film without sound', async () => {
    const silent = Buffer.from(webm);
    silent[silent.indexOf(Buffer.from('838102', 'hex')) + 2] = 1;
    await expect(read(silent)).rejects.toMatchObject({
      code: 'AUDIO_INVALID',
      message: 'Could not decode "a.webm": it holds no audio track.',
    });
  });

  it('leaves what is no Matroska file to the decoder', async () => {
    expect((await read(Buffer.alloc(100))).declaredSeconds).toBeUndefined();
  });
});
