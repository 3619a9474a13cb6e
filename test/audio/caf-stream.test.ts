import { describe, expect, it } from 'vitest';
import { readCafStream } from '../../src/audio/caf-stream.ts';
import { decodeAudio } from '../../src/audio/decode-audio.ts';
import {
  codedCaf,
  collect,
  collectSound,
  fixtureBytes,
  greatestDifference,
  memoryFile,
  temporaryFolder,
  waveBytes,
} from './recordings.ts';

const { write } = temporaryFolder();
const decode = (bytes: Uint8Array) => collectSound(decodeAudio(write('a.caf', bytes)));

describe('readCafStream', () => {
  it('gives the decoder the description that was checked and the samples, and knows their length', async () => {
    const bytes = codedCaf('alaw');
    const { pieces, declaredSeconds } = await readCafStream(memoryFile(bytes));
    const given = Buffer.concat(await collect(pieces));
    expect(given.subarray(0, 52).equals(bytes.subarray(0, 52))).toBe(true);
    expect(given.toString('latin1', 52, 56)).toBe('data');
    expect(given.subarray(68).equals(bytes.subarray(92))).toBe(true);
    expect(declaredSeconds).toBe(3);
  });

  it.each([
    ['alaw', 1, 1, 24_000],
    ['ulaw', 1, 1, 24_000],
    ['ima4', 34, 64, 705 * 64],
  ])('has %s decoded', async (codec, packetBytes, packetFrames, samples) => {
    const sound = await decode(codedCaf(codec, packetBytes, packetFrames));
    expect(sound.channels[0]).toHaveLength(samples);
    expect(sound.warnings).toEqual([]);
  });

  it.each([
    ['alaw', 6],
    ['ulaw', 7],
  ])('gives %s the samples that it has in a WAV file', async (codec, tag) => {
    const caf = codedCaf(codec);
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    caf.set(bytes, 92);
    const wave = waveBytes({ data: caf.subarray(92), tag, bits: 8, sampleRateHz: 8000 });
    const expected = await collectSound(decodeAudio(write('a.wav', wave)));
    expect(greatestDifference((await decode(caf)).channels[0]!, expected.channels[0]!)).toBe(0);
  });

  it('warns of a file that was cut off', async () => {
    const { channels, warnings } = await decode(codedCaf('ulaw').subarray(0, -8000));
    expect(channels[0]).toHaveLength(16_000);
    expect(warnings).toEqual(['The header promises 3.0 s, the file holds 2.0 s.']);
  });

  it('refuses what is plain', async () => {
    await expect(readCafStream(memoryFile(fixtureBytes('lpcm.caf')))).rejects.toThrow(
      'Expected coded samples, found plain ones.',
    );
  });
});
