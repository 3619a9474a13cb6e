import { describe, expect, it } from 'vitest';
import { readAiffStream } from '../../src/audio/aiff-stream.ts';
import { decodeAudio } from '../../src/audio/decode-audio.ts';
import { areSame, codedAiff, collect, collectSound, fixtureBytes, memoryFile, temporaryFolder } from './recordings.ts';

const { write } = temporaryFolder();
const decode = (bytes: Uint8Array) => collectSound(decodeAudio(write('a.aifc', bytes)));

describe('readAiffStream', () => {
  it('gives the decoder the common chunk that was checked and the samples, and knows their length', async () => {
    const bytes = codedAiff('ulaw');
    const { pieces, declaredSeconds } = await readAiffStream(memoryFile(bytes));
    const given = Buffer.concat(await collect(pieces));
    expect(given.subarray(8, 20).equals(Buffer.from('AIFCCOMM\0\0\0\x16', 'latin1'))).toBe(true);
    expect(given.subarray(58).equals(bytes.subarray(72))).toBe(true);
    expect(declaredSeconds).toBe(6);
  });

  it.each(['alaw', 'ALAW', 'ulaw', 'ULAW'])('has %s decoded', async (compression) => {
    const { channels, sampleRateHz, warnings } = await decode(codedAiff(compression));
    expect({ samples: channels[0]!.length, sampleRateHz, warnings }).toEqual({
      samples: 48_000,
      sampleRateHz: 8000,
      warnings: [],
    });
  });

  it('takes no chunk behind the samples for sound', async () => {
    const name = Buffer.from('NAME\0\0\0\x04name', 'latin1');
    const { channels } = await decode(Buffer.concat([codedAiff('alaw'), name]));
    expect(channels[0]).toHaveLength(48_000);
  });

  it('finds samples that stand before their description', async () => {
    const bytes = codedAiff('alaw');
    const [start, common, sound] = [bytes.subarray(0, 24), bytes.subarray(24, 56), bytes.subarray(56)];
    const [turned, plain] = [await decode(Buffer.concat([start, sound, common])), await decode(bytes)];
    expect(areSame(turned.channels[0]!, plain.channels[0]!)).toBe(true);
  });

  it('warns of a file that was cut off', async () => {
    const { channels, warnings } = await decode(codedAiff('ulaw').subarray(0, -8000));
    expect(channels[0]).toHaveLength(40_000);
    expect(warnings).toEqual(['The header promises 6.0 s, the file holds 5.0 s.']);
  });

  it('refuses what is plain', async () => {
    await expect(readAiffStream(memoryFile(fixtureBytes('s16.aiff')))).rejects.toThrow(
      'Expected coded samples, found plain ones.',
    );
  });
});
