import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openAudioFile } from '../../src/audio/audio-file.ts';
import { readAviStream } from '../../src/audio/avi-stream.ts';
import { decodeAudio } from '../../src/audio/decode-audio.ts';
import { aviBytes, aviChunk, aviSamples } from '../helpers/avi-bytes.ts';
import { writeSparseFile } from '../helpers/sparse-file.ts';
import {
  amplitudeAt,
  areSame,
  chunkHeader,
  collect,
  collectSound,
  countedFile,
  fixtureBytes,
  int16Bytes,
  memoryFile,
  sine,
  temporaryFolder,
  waveBytes,
} from './recordings.ts';

const { folder, write } = temporaryFolder();
const toneBytes = int16Bytes(sine(440, 1, 8000));
const picture = aviChunk('00dc', new Uint8Array(5000).fill(7));
const SPARSE_BYTES = 2 ** 28;

const decode = (bytes: Uint8Array, name = 'a.avi') => collectSound(decodeAudio(write(name, bytes)));
const pieces = async (bytes: Uint8Array) => collect((await readAviStream(memoryFile(bytes, 'a.avi'), 0)).pieces);

describe('readAviStream', () => {
  it('has samples decoded that stand between pictures, wherever they are cut', async () => {
    const chunks = aviSamples(toneBytes, 999).flatMap((chunk) => [picture, chunk]);
    const sound = await decode(aviBytes({ chunks }));
    const plain = await decode(waveBytes({ data: toneBytes, sampleRateHz: 8000 }), 'a.wav');
    expect(sound).toMatchObject({ sampleRateHz: 8000, warnings: [] });
    expect(areSame(sound.channels[0]!, plain.channels[0]!)).toBe(true);
  });

  it('has MP3 decoded', async () => {
    const chunks = aviSamples(fixtureBytes('mono-22050.mp3'), 417);
    const format = { tag: 0x55, sampleRateHz: 22_050, bits: 0, extension: new Uint8Array(12) };
    const { channels, sampleRateHz } = await decode(aviBytes({ chunks, ...format }));
    expect(Math.abs(channels[0]!.length / sampleRateHz - 1.5)).toBeLessThan(0.1);
    expect(amplitudeAt(channels[0]!, 440, sampleRateHz)).toBeGreaterThan(0.14);
  });

  it('hands over AAC frame by frame', async () => {
    const chunks = [...aacFrames(fixtureBytes('adts.aac'))].map((frame) => aviChunk('01wb', frame));
    const format = { tag: 0xff, channelCount: 2, sampleRateHz: 44_100, extension: Uint8Array.of(0x12, 0x10) };
    const { channels, sampleRateHz } = await decode(aviBytes({ chunks, ...format }));
    expect({ sampleRateHz, channels: channels.length }).toEqual({ sampleRateHz: 44_100, channels: 2 });
    expect(Math.abs(channels[0]!.length / sampleRateHz - 1.5)).toBeLessThan(0.1);
    expect(amplitudeAt(channels[0]!, 440, sampleRateHz)).toBeGreaterThan(0.14);
  });

  it('gives small chunks together and large ones in parts', async () => {
    const small = await pieces(aviBytes({ chunks: aviSamples(new Uint8Array(100_000), 10) }));
    const large = await pieces(aviBytes({ chunks: [aviChunk('01wb', new Uint8Array(1_000_000))] }));
    expect(small.length).toBeLessThan(20);
    expect(large.length).toBeGreaterThan(50);
    expect(Math.max(...[...small, ...large].map(({ length }) => length))).toBeLessThan(2 * 16_384);
  });

  it('gives the first audio stream alone', async () => {
    const chunks = [aviChunk('00wb', Buffer.from('first.')), aviChunk('01wb', Buffer.from('second'))];
    const given = Buffer.concat(await pieces(aviBytes({ chunks, streamTypes: ['auds', 'auds'] }))).toString('latin1');
    expect(given).toContain('first.');
    expect(given).not.toContain('second');
  });

  it('says how much of a file is missing, and nothing of one whose size was left open', async () => {
    const whole = aviBytes({ chunks: aviSamples(toneBytes, 1000) });
    const { channels, warnings } = await decode(whole.subarray(0, -8000));
    expect(channels[0]!.length).toBeGreaterThan(3900);
    expect(warnings).toEqual(['The file is cut off: 8000 bytes are missing.']);
    const open = aviBytes({ chunks: aviSamples(toneBytes, 1000), riffBytes: 0 });
    expect((await readAviStream(memoryFile(open.subarray(0, -8000)), 0)).notes).toEqual([]);
  });

  it('keeps what came before a part that was not filled', async () => {
    const bytes = aviBytes({ chunks: aviSamples(toneBytes, 1000), riffBytes: 200_000 });
    const { channels, warnings } = await decode(Buffer.concat([bytes, Buffer.alloc(200_008 - bytes.length)]));
    expect(channels[0]).toHaveLength(8000);
    const finding = `expected a chunk at byte ${String(bytes.length)}, found zeros`;
    expect(warnings).toEqual([`Decoding stopped early: ${finding}.`]);
  });

  it.each([
    ['pictures alone', aviBytes({ chunks: [picture], streamTypes: ['vids'] }), 'it holds no audio stream'],
    ['a header that is cut off', aviBytes({ chunks: [] }).subarray(0, 100), 'it holds no audio stream'],
    [
      'an absurd rate',
      aviBytes({ chunks: [], sampleRateHz: 5 }),
      'expected 1000 to 768000 samples per second, found 5',
    ],
    ['a format that is cut off', aviBytes({ chunks: [] }).subarray(0, 300), 'its audio format is cut off'],
  ])('refuses %s', async (_, bytes, finding) => {
    await expect(readAviStream(memoryFile(bytes, 'a.avi'), 0)).rejects.toMatchObject({
      code: 'AUDIO_INVALID',
      message: `Could not decode "a.avi": ${finding}.`,
    });
  });

  it('reads past a picture of 256 MB without reading it', async () => {
    const path = join(folder, 'picture.avi');
    const [start, end] = halves(aviBytes({ chunks: [chunkHeader('00dc', SPARSE_BYTES), aviChunk('01wb', toneBytes)] }));
    writeSparseFile(path, start.length + SPARSE_BYTES + end.length, [
      [0, start],
      [start.length + SPARSE_BYTES, end],
    ]);
    const file = countedFile(await openAudioFile(path));
    const given = Buffer.concat(await collect((await readAviStream(file, 0)).pieces));
    await file.close();
    expect(given.subarray(-toneBytes.length).equals(toneBytes)).toBe(true);
    expect(file.bytesRead()).toBeLessThan(200_000);
  });

  it('refuses an AAC frame of 256 MB without reading it', async () => {
    const path = join(folder, 'frame.avi');
    const start = aviBytes({ chunks: [chunkHeader('01wb', SPARSE_BYTES)], tag: 0xff, extension: new Uint8Array(2) });
    writeSparseFile(path, start.length + SPARSE_BYTES, [[0, start]]);
    const file = countedFile(await openAudioFile(path));
    const { pieces: given } = await readAviStream(file, 0);
    await expect(collect(given)).rejects.toThrow(
      `Could not decode "${path}": expected AAC frames of at most 65536 bytes, found 268435456 at byte ${String(start.length)}.`,
    );
    await file.close();
    expect(file.bytesRead()).toBeLessThan(100_000);
  });
});

/** What stands before the body of the picture, and what behind it. */
function halves(bytes: Buffer): readonly [Buffer, Buffer] {
  const at = bytes.indexOf('00dc') + 8;
  return [bytes.subarray(0, at), bytes.subarray(at)];
}

/** The frames of an ADTS stream without their headers. */
function* aacFrames(adts: Buffer): Generator<Buffer, void> {
  for (let at = 0; at + 7 < adts.length;) {
    const byteCount = (adts.readUIntBE(at + 3, 3) >> 5) & 0x1fff;
    yield adts.subarray(at + 7, at + byteCount);
    at += byteCount;
  }
}
