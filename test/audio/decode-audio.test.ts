import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { decodeAudio } from '../../src/audio/decode-audio.ts';
import { flacSilence } from '../helpers/sound-bombs.ts';
import {
  amplitudeAt,
  areSame,
  chunkHeader,
  collectSound,
  fixtureBytes,
  fixturePath,
  float32Bytes,
  int16Bytes,
  sine,
  temporaryFolder,
  waveBytes,
} from './recordings.ts';

const { folder, write } = temporaryFolder();
const decode = (name: string, bytes: Uint8Array) => collectSound(decodeAudio(write(name, bytes)));

const NO_FFMPEG = ' No ffmpeg was found on the PATH, which would be tried next.';
const tone = sine(440, 0.5);
const toneBytes = int16Bytes(tone);

/** FLAC of eight channels, of which the decoder's memory holds little. */
const surround = (seconds: number): Buffer =>
  flacSilence({ seconds, sampleRateHz: 48_000, channelCount: 8, declaredSamples: 0, isNumbered: true });

/** Where the frames of such a file begin. */
function frameBytes(flac: Buffer): number[] {
  const found: number[] = [];
  for (let at = flac.indexOf('fff8', 0, 'hex'); at >= 0; at = flac.indexOf('fff8', at + 1, 'hex')) found.push(at);
  return found;
}

async function countSamples(blocks: ReturnType<typeof decodeAudio>): Promise<{ samples: number; warnings: unknown }> {
  for (let samples = 0; ;) {
    const next = await blocks.next();
    if (next.done === true) return { samples, warnings: next.value };
    samples += next.value.channels[0]!.length;
  }
}

// The tests must say the same with and without ffmpeg on the machine.
beforeAll(() => vi.stubEnv('PATH', folder));
afterAll(() => vi.unstubAllEnvs());

describe('decodeAudio', () => {
  it.each([
    ['adts.aac', 44_100, 2],
    ['alac.m4a', 16_000, 1],
    ['alaw.wav', 8000, 1],
    ['f32.aifc', 8000, 1],
    ['flac.ogg', 16_000, 1],
    ['fragmented.mp4', 44_100, 1],
    ['ima-adpcm.wav', 16_000, 1],
    ['index-first.m4a', 44_100, 1],
    ['index-last.m4a', 44_100, 2],
    ['lpcm.caf', 8000, 1],
    ['mono-22050.mp3', 22_050, 1],
    ['opus.ogg', 48_000, 2],
    ['opus.webm', 48_000, 1],
    ['rf64.wav', 8000, 1],
    ['s16.aiff', 8000, 2],
    ['s8.aiff', 8000, 1],
    ['stereo-44100.flac', 44_100, 2],
    ['stereo-44100.mp3', 44_100, 2],
    ['tta.tta', 8000, 1],
    ['vorbis.ogg', 44_100, 2],
    ['wavpack.wv', 8000, 1],
    ['wmav2.wma', 44_100, 2],
  ])('decodes %s', async (name, sampleRateHz, channelCount) => {
    const sound = await collectSound(decodeAudio(fixturePath(name)));
    expect(sound).toMatchObject({ sampleRateHz, warnings: [] });
    expect(sound.channels).toHaveLength(channelCount);
    // ADPCM and AAC fill their last block, WMA leaves out a part of its first
    expect(Math.abs(sound.channels[0]!.length / sampleRateHz - 1.5)).toBeLessThan(0.035);
    const [left, right] = [sound.channels[0]!, sound.channels.at(-1)!];
    // 0.5 × 2/π on average where channels are apart, half of it or its root where they are mixed
    expect(amplitudeAt(left, 440, sampleRateHz)).toBeGreaterThan(0.14);
    expect(amplitudeAt(right, 660, sampleRateHz)).toBeGreaterThan(0.14);
    expect(amplitudeAt(left, 1000, sampleRateHz)).toBeLessThan(0.01);
    if (channelCount === 2) expect(amplitudeAt(left, 660, sampleRateHz)).toBeLessThan(0.01);
  });

  it('tells the format from the content and not from the name', async () => {
    const sound = await decode('wave.mp3', waveBytes({ data: toneBytes }));
    expect(sound.channels[0]).toHaveLength(tone.length);
  });

  it('decodes every frame of a FLAC file, wherever its header lies in what is read at a time', async () => {
    // An ID3 tag of another length moves every frame header against the pieces that are read.
    const flac = fixtureBytes('stereo-44100.flac');
    const whole = await collectSound(decodeAudio(fixturePath('stereo-44100.flac')));
    for (let padding = 0; padding < 40; padding++) {
      const tag = Buffer.alloc(10 + padding);
      tag.write('ID3\x04\0\0', 'latin1');
      tag[9] = padding;
      const sound = await decode('tagged.flac', Buffer.concat([tag, flac]));
      expect(areSame(sound.channels[0]!, whole.channels[0]!)).toBe(true);
    }
  });

  it('leaves out pictures in FLAC metadata', async () => {
    const flac = fixtureBytes('stereo-44100.flac');
    const picture = Buffer.concat([Buffer.from([6, 0x10, 0, 0]), Buffer.alloc(0x10_0000, 0xff)]);
    const sound = await decode('pictured.flac', Buffer.concat([flac.subarray(0, 42), picture, flac.subarray(42)]));
    expect(sound.channels[0]).toHaveLength(66_150);
  });

  it('decodes an MP4 file with the index last in as small blocks as one with the index first', async () => {
    const sound = await collectSound(decodeAudio(fixturePath('index-last.m4a')));
    expect(sound.channels[0]).toHaveLength(66_150);
  });

  describe('of WAV files', () => {
    it.each([
      ['unsigned 8-bit', 8, 1, new Uint8Array([0, 128, 192, 255]), [-1, 0, 0.5, 127 / 128]],
      ['16-bit', 16, 1, Buffer.from('0080000000400100ff7f', 'hex'), [-1, 0, 0.5, 2 ** -15, 1 - 2 ** -15]],
      ['24-bit', 24, 1, Buffer.from('000080000000000040ffff7fffffff', 'hex'), [-1, 0, 0.5, 1 - 2 ** -23, -(2 ** -23)]],
      ['32-bit', 32, 1, Buffer.from('00000080000000000000004000000100', 'hex'), [-1, 0, 0.5, 2 ** -15]],
      ['float', 32, 3, float32Bytes([-1, 0, 0.25, 1]), [-1, 0, 0.25, 1]],
      ['double', 64, 3, new Uint8Array(Float64Array.of(-1, 0, 0.25).buffer), [-1, 0, 0.25]],
    ])('scales %s samples to ±1', async (...[, bits, tag, data, expected]) => {
      const sound = await decode('scaled.wav', waveBytes({ data, bits, tag }));
      expect([...sound.channels[0]!]).toEqual(expected.map(Math.fround));
    });

    it('joins samples that lie across two pieces of the file', async () => {
      const samples = Int32Array.from({ length: 50_000 }, (_, n) => (n * 167) % 2 ** 23);
      const data = new Uint8Array(150_000);
      samples.forEach((sample, n) => data.set([sample & 255, (sample >> 8) & 255, sample >> 16], 3 * n));
      const sound = await decode('long.wav', waveBytes({ data, bits: 24 }));
      expect(sound.blockCount).toBeGreaterThan(1);
      expect(
        areSame(
          sound.channels[0]!,
          Float32Array.from(samples, (sample) => sample / 2 ** 23),
        ),
      ).toBe(true);
    });

    it('takes the channels apart', async () => {
      const sound = await decode(
        'six.wav',
        waveBytes({ data: int16Bytes([0, 0.1, 0.2, 0.3, 0.4, 0.5]), channelCount: 6 }),
      );
      expect(sound.channels.map(([sample]) => sample!.toFixed(3))).toEqual(['0.000', '0.100', '0.200', '0.300', '0.400', '0.500']); // prettier-ignore
    });

    it('reads the extensible format', async () => {
      const guid = Buffer.from('16001000040000000300000000001000800000aa00389b71', 'hex');
      const sound = await decode('extensible.wav', waveBytes({ data: float32Bytes(tone), tag: 0xfffe, bits: 32, formatExtension: guid })); // prettier-ignore
      expect(areSame(sound.channels[0]!, tone)).toBe(true);
    });

    it('passes over other chunks, also of odd length, and what follows the samples', async () => {
      const odd = Buffer.concat([chunkHeader('LIST', 3), Buffer.from('abc\0', 'latin1')]);
      const junk = Buffer.concat([chunkHeader('junk', 100_000), Buffer.alloc(100_000)]);
      const bytes = waveBytes({
        data: toneBytes,
        between: Buffer.concat([odd, junk]),
        after: Buffer.alloc(5000, 0x55),
      });
      const sound = await decode('chunks.wav', bytes);
      expect(sound).toMatchObject({ warnings: [] });
      expect(sound.channels[0]).toHaveLength(tone.length);
    });

    it.each([
      ['0', 0],
      ['the largest size', 0xffff_ffff],
    ])(
      'reads to the end of the file when the header says %s, as interrupted recorders leave it',
      async (_, dataBytes) => {
        const sound = await decode('open.wav', waveBytes({ data: toneBytes, dataBytes, riffBytes: 36 }));
        expect(sound.channels[0]).toHaveLength(tone.length);
        expect(sound.warnings).toEqual([
          'The header does not say how long the recording is; it was read to the end of the file.',
        ]);
      },
    );

    it('keeps what is there of a file that was cut off, and says so', async () => {
      const sound = await decode('cut.wav', waveBytes({ data: toneBytes, dataBytes: 160_000 }));
      expect(sound.channels[0]).toHaveLength(tone.length);
      expect(sound.warnings).toEqual(['The header promises 5.0 s, the file holds 0.5 s.']);
    });

    it('leaves out half a sample at the end', async () => {
      const sound = await decode('half.wav', waveBytes({ data: toneBytes.subarray(0, 2001), dataBytes: 2001 }));
      expect(sound.channels[0]).toHaveLength(1000);
    });

    it.each([
      ['no samples per second', { sampleRateHz: 0 }, 'expected 1000 to 768000 samples per second, found 0'],
      [
        'too many samples per second',
        { sampleRateHz: 4e9 },
        'expected 1000 to 768000 samples per second, found 4000000000',
      ],
      ['no channels', { channelCount: 0, frameBytes: 2 }, 'expected 1 to 32 channels, found 0'],
      [
        '65535 channels in frames of one byte',
        { channelCount: 65_535, frameBytes: 1, bits: 8 },
        'expected 1 to 32 channels, found 65535',
      ],
      [
        'frames that do not fit',
        { frameBytes: 3 },
        'its header says 3 bytes a frame, which does not fit 1 channels of 16 bits',
      ],
      [
        'frames of no bytes',
        { frameBytes: 0 },
        'its header says 0 bytes a frame, which does not fit 1 channels of 16 bits',
      ],
      ['12-bit samples in 12 bits', { bits: 12, channelCount: 2 }, 'its header states signed samples of 12 bits'],
      ['16-bit floats', { tag: 3 }, 'its header states float samples of 16 bits'],
      ['MP3 inside', { tag: 0x55 }, 'it is a WAV file with format 0x55, which is not supported'],
    ])('refuses a file with %s', async (_, options, finding) => {
      await expect(decode('bad.wav', waveBytes({ data: toneBytes, ...options }))).rejects.toMatchObject({
        code: 'AUDIO_INVALID',
        message: `Could not decode "${folder}/bad.wav": ${finding}.${NO_FFMPEG}`,
        remedy: 'Install ffmpeg, or convert the file to WAV or FLAC elsewhere.',
      });
    });

    it.each([
      ['a data chunk', Buffer.concat([chunkHeader('RIFF', 4), Buffer.from('WAVE', 'latin1')]), 'without a data chunk'],
      [
        'a format chunk',
        Buffer.concat([chunkHeader('RIFF', 4), Buffer.from('WAVE', 'latin1'), chunkHeader('data', 8), Buffer.alloc(8)]),
        'without a format chunk',
      ],
    ])('refuses a file without %s', async (_, bytes, finding) => {
      await expect(decode('bad.wav', bytes)).rejects.toMatchObject({
        code: 'AUDIO_INVALID',
        message: `Could not decode "${folder}/bad.wav": it is a WAV file ${finding}.${NO_FFMPEG}`,
      });
    });

    it('finds no sound in a file that has none', async () => {
      await expect(decode('silent.wav', waveBytes())).rejects.toMatchObject({
        code: 'AUDIO_EMPTY',
        message: `Expected sound in "${folder}/silent.wav", found none.`,
        remedy: 'Replace the file or leave it out.',
      });
    });
  });

  describe('of SPHERE files', () => {
    const header = (fields: string): Buffer =>
      Buffer.from(`NIST_1A\n   1024\n${fields}end_head\n`.padEnd(1024), 'latin1');
    const fields = 'channel_count -i 1\nsample_rate -i 16000\nsample_n_bytes -i 2\nsample_count -i 4\n';

    it('reads samples in either byte order', async () => {
      const big = await decode('big.sph', Buffer.concat([header(`${fields}sample_byte_format -s2 10\n`), Buffer.from('40000000c0008000', 'hex')])); // prettier-ignore
      expect([...big.channels[0]!]).toEqual([0.5, 0, -0.5, -1]);
      const little = await decode('little.sph', Buffer.concat([header(`${fields}sample_byte_format -s2 01\n`), Buffer.from('0040000000c00080', 'hex')])); // prettier-ignore
      expect(little.channels).toEqual(big.channels);
    });

    it.each([
      [
        'shortened samples',
        header(`${fields}sample_coding -s26 pcm,embedded-shorten-v2.00\n`),
        'its samples are coded as "pcm,embedded-shorten-v2.00", expected "pcm"',
      ],
      ['no rate', header('channel_count -i 1\n'), 'expected 1000 to 768000 samples per second, found NaN'],
      [
        'no header length',
        Buffer.from('NIST_1A\nabc'.padEnd(100), 'latin1'),
        'its SPHERE header does not state its length',
      ],
    ])('refuses %s', async (_, bytes, finding) => {
      await expect(decode('bad.sph', bytes)).rejects.toMatchObject({
        code: 'AUDIO_INVALID',
        message: `Could not decode "${folder}/bad.sph": ${finding}.${NO_FFMPEG}`,
      });
    });
  });

  describe('of damaged files', () => {
    it('keeps the frames before the end of a FLAC file that was cut off', async () => {
      const flac = fixtureBytes('stereo-44100.flac');
      const sound = await decode('cut.flac', flac.subarray(0, flac.length / 2));
      expect(sound.channels[0]!.length).toBeGreaterThan(20_000);
      expect(sound.warnings[0]).toMatch(/^The header promises 1\.5 s, the file holds 0\.\d s\.$/);
    });

    it('reads a FLAC file to its end, however many of its frames are damaged', async () => {
      const bytes = surround(20);
      for (const frame of [3, 6, 9, 12]) bytes[frameBytes(bytes)[frame]! - 1]! ^= 1;
      const { samples, warnings } = await countSamples(decodeAudio(write('damaged.flac', bytes)));
      expect(samples).toBe(15 * 65_535);
      expect(warnings).toEqual(['Damaged places that the decoder skipped: 4.']);
    });

    it('reads a FLAC file to its end, however the numbers of its frames leap', async () => {
      const bytes = surround(1000);
      const frames = frameBytes(bytes);
      const kept = [0, 200, 400, 600].map((frame) => bytes.subarray(frames[frame], frames[frame + 2]));
      const leaping = Buffer.concat([bytes.subarray(0, frames[0]), ...kept]);
      const { samples, warnings } = await countSamples(decodeAudio(write('leaping.flac', leaping)));
      expect(samples).toBe(8 * 65_535);
      expect(warnings).toEqual([]);
    });

    it('counts damaged places and keeps the console clean', async () => {
      const print = vi.spyOn(console, 'error');
      const mp3 = Buffer.from(fixtureBytes('stereo-44100.mp3')).fill(0, 6000, 8000);
      const sound = await decode('damaged.mp3', mp3);
      expect(sound.channels[0]!.length).toBeGreaterThan(50_000);
      expect(sound.warnings).toEqual(['Damaged places that the decoder skipped: 2.']);
      expect(print).not.toHaveBeenCalled();
    });

    it.each([
      ['a FLAC header alone', 'stereo-44100.flac', 42, 'no sound could be decoded'],
      ['an Ogg page alone', 'vorbis.ogg', 58, 'no sound could be decoded'],
      [
        'an MP4 file without its index',
        'index-last.m4a',
        8000,
        'its index (the "moov" box) is missing, as when a recording was interrupted',
      ],
      ['an MP4 file with half an index', 'index-last.m4a', 9600, 'its index (the "moov" box) is cut off'],
      ['a WAV header cut off', 'rf64.wav', 30, 'it is a WAV file without a data chunk'],
      ['an AIFF header cut off', 's16.aiff', 20, 'its common chunk is cut off'],
    ])('refuses %s', async (_, name, byteCount, finding) => {
      await expect(decode('short', fixtureBytes(name).subarray(0, byteCount))).rejects.toMatchObject({
        code: 'AUDIO_INVALID',
        message: `Could not decode "${folder}/short": ${finding}.${NO_FFMPEG}`,
      });
    });

    it('keeps what came before a place that cannot be decoded', async () => {
      const alac = Buffer.from(fixtureBytes('alac.m4a'));
      alac.fill(0xff, 16_600, 17_000);
      const sound = await decode('damaged.m4a', alac);
      expect(sound.channels[0]!.length).toBeGreaterThan(8000);
      expect(sound.warnings).toHaveLength(1);
      expect(sound.warnings[0]).toMatch(/^Decoding stopped early: .+\.$/);
    });

    it.each([
      [
        'a WAV block',
        'ima-adpcm.wav',
        (bytes: Buffer) => bytes.writeUInt16LE(0xffff, 38),
        'its header says that a block holds 65535 samples of 1 channels in 1024 bytes',
      ],
      [
        'a CAF packet',
        'lpcm.caf',
        (bytes: Buffer) => bytes.writeUInt32BE(0xffff_ffff, 40),
        'its description states packets of 2 bytes and 4294967295 frames, expected 2 bytes and 1 frames',
      ],
      [
        'the channels of a CAF file',
        'lpcm.caf',
        (bytes: Buffer) => bytes.writeUInt32BE(0xffff_ffff, 44),
        'expected 1 to 32 channels, found 4294967295',
      ],
      [
        'the first chunk of a CAF file',
        'lpcm.caf',
        (bytes: Buffer) => bytes.write('none', 8),
        'it is a CAF file without a description',
      ],
      [
        'the compression of an AIFF file',
        'f32.aifc',
        (bytes: Buffer) => bytes.write('ima4', bytes.indexOf('fl32')),
        'it is compressed as "ima4", which is not supported',
      ],
      [
        'the sound chunk of an AIFF file',
        's8.aiff',
        (bytes: Buffer) => bytes.write('none', bytes.indexOf('SSND')),
        'it is an AIFF file without a sound chunk',
      ],
    ])('refuses absurd claims about %s', async (...[, name, damage, finding]) => {
      const bytes = Buffer.from(fixtureBytes(name));
      damage(bytes);
      await expect(decode('absurd', bytes)).rejects.toMatchObject({
        code: 'AUDIO_INVALID',
        message: `Could not decode "${folder}/absurd": ${finding}.${NO_FFMPEG}`,
      });
    });

    it('refuses an MP4 table that would fill memory', async () => {
      const bytes = Buffer.from(fixtureBytes('index-first.m4a'));
      bytes.writeUInt32BE(0xffff_fff0, bytes.indexOf('stsz') + 12);
      await expect(decode('bomb.m4a', bytes)).rejects.toMatchObject({
        code: 'AUDIO_INVALID',
        message: `Could not decode "${folder}/bomb.m4a": its index is damaged.${NO_FFMPEG}`,
      });
      const fragmented = Buffer.from(fixtureBytes('fragmented.mp4'));
      fragmented.writeUInt32BE(0xffff_fff0, fragmented.indexOf('trun') + 8);
      await expect(decode('bomb.mp4', fragmented)).rejects.toMatchObject({
        code: 'AUDIO_INVALID',
        message: `Could not decode "${folder}/bomb.mp4": one of its fragments is damaged.${NO_FFMPEG}`,
      });
    });

    it.each([
      ['text', Buffer.from('These are words and no sound.\n'.repeat(100))],
      ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
      ['one byte', Buffer.from([0xff])],
      ['zeros', Buffer.alloc(40_000)],
    ])('does not take %s for audio', async (_, bytes) => {
      await expect(decode('song.mp3', bytes)).rejects.toMatchObject({
        code: 'AUDIO_UNSUPPORTED',
        message: `Expected audio in "${folder}/song.mp3", found content of no known format.${NO_FFMPEG}`,
        remedy: 'Install ffmpeg, or convert the file to WAV or FLAC elsewhere.',
      });
    });
  });

  describe('of files that cannot be read', () => {
    it('says that a file is empty', async () => {
      await expect(decode('empty.wav', new Uint8Array(0))).rejects.toMatchObject({
        code: 'AUDIO_EMPTY',
        message: `Expected audio in "${folder}/empty.wav", found an empty file.`,
        remedy: 'Replace the file or leave it out.',
      });
    });

    it('says that a file is missing', async () => {
      await expect(collectSound(decodeAudio('/nowhere/a.wav'))).rejects.toMatchObject({
        code: 'AUDIO_UNREADABLE',
        message: `Could not read "/nowhere/a.wav": ENOENT: no such file or directory, open '/nowhere/a.wav'.`,
        remedy: 'Check that the file exists and that you may read it.',
      });
    });

    it.each([
      ['folder', '/tmp', 'folder'],
      ['device', '/dev/zero', 'device, pipe or socket'],
    ])('says that it is a %s', async (_, path, kind) => {
      await expect(collectSound(decodeAudio(path))).rejects.toMatchObject({
        code: 'AUDIO_UNREADABLE',
        message: `Expected a regular file at "${path}", found a ${kind}.`,
        remedy: 'Give the path of an audio file.',
      });
    });
  });
});
