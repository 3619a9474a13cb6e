import { describe, expect, it } from 'vitest';
import { decodeAudio } from '../../src/audio/decode-audio.ts';
import { readWavStream } from '../../src/audio/wav-stream.ts';
import {
  chunkHeader,
  collect,
  collectSound,
  fixtureBytes,
  memoryFile,
  temporaryFolder,
  waveBytes,
} from './recordings.ts';

const { write } = temporaryFolder();
const data = Uint8Array.from({ length: 800 }, (_, index) => index % 256);
const coded = { tag: 6, bits: 8, sampleRateHz: 8000, data };

describe('readWavStream', () => {
  it('gives the decoder the format that was checked and the samples, and nothing that stands between or after', async () => {
    const between = Buffer.concat([chunkHeader('LIST', 3), Buffer.alloc(4)]);
    const file = memoryFile(waveBytes({ ...coded, between, after: Buffer.alloc(50) }), 'a.wav');
    const pieces = await collect((await readWavStream(file)).pieces);
    const bytes = Buffer.concat(pieces);
    expect(
      bytes
        .subarray(0, 44)
        .toString('latin1')
        .replaceAll(/[^\w ]/gu, '.'),
    ).toMatch(/^RIFF\.{4}WAVEfmt .*data\.{4}$/);
    expect(bytes.subarray(44)).toEqual(Buffer.from(data));
  });

  it('lets no second format be found behind a chunk of odd size', async () => {
    const hidden = Buffer.concat([chunkHeader('fmt ', 16), Buffer.alloc(16, 0xff)]);
    // Chunks begin at even bytes; a reader that does not know it takes the hidden chunk for one.
    const between = Buffer.concat([chunkHeader('junk', 1 + hidden.length), Buffer.alloc(1), hidden, Buffer.alloc(1)]);
    const blocks = await collect(decodeAudio(write('odd.wav', waveBytes({ ...coded, between }))));
    const plain = await collect(decodeAudio(write('plain.wav', waveBytes(coded))));
    expect(blocks).toEqual(plain);
    expect(blocks[0]?.channels[0]).toHaveLength(800);
  });

  it('knows the length of A-law, and warns of a file that was cut off', async () => {
    const bytes = fixtureBytes('alaw.wav');
    expect((await readWavStream(memoryFile(bytes))).declaredSeconds).toBe(1.5);
    const { channels, warnings } = await collectSound(decodeAudio(write('cut.wav', bytes.subarray(0, -4000))));
    expect(channels[0]).toHaveLength(8000);
    expect(warnings).toEqual(['The header promises 1.5 s, the file holds 1.0 s.']);
  });

  it('says how much of an ADPCM file is missing', async () => {
    const bytes = fixtureBytes('ima-adpcm.wav').subarray(0, -3000);
    const { channels, warnings } = await collectSound(decodeAudio(write('cut.wav', bytes)));
    expect(channels[0]).toHaveLength(9 * 2041);
    expect(warnings).toEqual(['The file is cut off: 3000 bytes are missing.']);
  });

  it('refuses what is plain', async () => {
    await expect(readWavStream(memoryFile(waveBytes({ data }), 'a.wav'))).rejects.toThrow(
      'Expected coded samples, found plain ones.',
    );
  });
});
