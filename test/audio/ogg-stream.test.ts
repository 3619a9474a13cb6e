import { describe, expect, it } from 'vitest';
import { decodeAudio } from '../../src/audio/decode-audio.ts';
import { readOggStream } from '../../src/audio/ogg-stream.ts';
import { opusSilence } from '../helpers/sound-bombs.ts';
import { collectSound, fixtureBytes, memoryFile, temporaryFolder } from './recordings.ts';

const { write } = temporaryFolder();
const CUT_OFF = 'The last page of the Ogg file is missing or cut off; the recording may end early.';
const read = (bytes: Uint8Array) => readOggStream(memoryFile(bytes, 'a.ogg'), 0);

describe('readOggStream', () => {
  it('tells the length from the last pages, and does not believe one alone', async () => {
    const bytes = opusSilence(3600);
    expect(await (await read(bytes)).heldSeconds?.()).toBeGreaterThan(3500);
    bytes.writeBigUInt64LE(2n ** 60n, bytes.lastIndexOf('OggS') + 6);
    expect(await (await read(bytes)).heldSeconds?.()).toBeLessThan(3600);
  });

  it.each(['opus.ogg', 'vorbis.ogg', 'flac.ogg'])('finds nothing wrong with %s', async (name) => {
    expect((await read(fixtureBytes(name))).notes).toEqual([]);
  });

  it.each([100, 1000, 5000])('says so when %i bytes are missing at the end', async (missing) => {
    const { notes } = await read(fixtureBytes('opus.ogg').subarray(0, -missing));
    expect(notes).toEqual([CUT_OFF]);
  });

  it.each(['opus.ogg', 'vorbis.ogg'])('has it said that a page of %s is missing', async (name) => {
    const ogg = fixtureBytes(name);
    const pages = [...ogg.toString('latin1').matchAll(/OggS/g)].map(({ index }) => index);
    const path = write('a.ogg', Buffer.concat([ogg.subarray(0, pages[2]), ogg.subarray(pages[3])]));
    const { warnings } = await collectSound(decodeAudio(path));
    expect(warnings).toEqual(['Damaged places that the decoder skipped: 1.']);
  });

  it('is not misled by what follows the last page', async () => {
    expect((await read(Buffer.concat([fixtureBytes('opus.ogg'), Buffer.alloc(1000)]))).notes).toEqual([]);
  });

  it('misses the rest of a second recording in the same file', async () => {
    const second = fixtureBytes('opus.ogg').subarray(0, -100);
    expect((await read(Buffer.concat([fixtureBytes('opus.ogg'), second]))).notes).toEqual([CUT_OFF]);
  });

  it('refuses more channels than recordings have, before a decoder allocates for them', async () => {
    await expect(read(opusSilence(1, 255))).rejects.toMatchObject({
      code: 'AUDIO_INVALID',
      message: 'Could not decode "a.ogg": expected 1 to 32 channels, found 255.',
    });
  });
});
