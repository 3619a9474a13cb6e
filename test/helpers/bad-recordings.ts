import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  chunkHeader,
  codedAiff,
  codedCaf,
  fixtureBytes,
  float32Bytes,
  int16Bytes,
  seededNoise,
  sine,
  waveBytes,
  type WaveOptions,
} from '../audio/recordings.ts';
import { shiftChunkOffsets } from '../../src/audio/mp4-index.ts';
import { aviBytes, aviChunk, aviSamples } from './avi-bytes.ts';
import { flacSilence, mp3Silence, opusSilence } from './sound-bombs.ts';
import { writeSparseFile } from './sparse-file.ts';

/** Contents that a folder of recordings should not hold and does, by the name of the file. */
export type BadRecordings = Readonly<Record<string, () => Uint8Array>>;

const NOTHING = new Uint8Array(0);
const HOUR = 3600;
const tone = sine(440, 1);
const toneBytes = int16Bytes(tone);
const speech = (format: string): Buffer =>
  readFileSync(fileURLToPath(new URL(`../fixtures/fuzz/speech.${format}`, import.meta.url)));

/** Files that are no recordings, whatever they are called. */
export const NO_RECORDINGS: BadRecordings = {
  'empty.wav': () => NOTHING,
  'one-byte.mp3': () => Buffer.from('R'),
  'text.wav': () => Buffer.from('This is a note and no recording.\n'.repeat(50)),
  'picture.mp3': () => Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), noiseBytes(5000)]),
  'page.ogg': () => Buffer.from('<!doctype html><title>404</title><p>Not found.'.repeat(100)),
  'archive.flac': () => Buffer.concat([Buffer.from('PK\x03\x04\x14\0\0\0\x08\0', 'latin1'), noiseBytes(5000)]),
  'document.m4a': () => Buffer.concat([Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'), noiseBytes(5000)]),
  'zeros.mp3': () => new Uint8Array(100_000),
  'ones.aac': () => new Uint8Array(100_000).fill(0xff),
  'noise.mp3': () => noiseBytes(200_000),
};

/** Headers with nothing behind them. */
export const HEADERS_ONLY: BadRecordings = {
  'riff-only.wav': () => waveBytes().subarray(0, 12),
  'format-only.wav': () => waveBytes().subarray(0, 36),
  'no-samples.wav': () => waveBytes(),
  'header.flac': () => speech('flac').subarray(0, 42),
  'header.ogg': () => speech('ogg').subarray(0, 58),
  'header.opus': () => speech('opus').subarray(0, 47),
  'header.m4a': () => speech('m4a').subarray(0, 32),
  'header.webm': () => speech('webm').subarray(0, 40),
  'header.wma': () => speech('wma').subarray(0, 30),
  'tag-only.mp3': () => Buffer.concat([Buffer.from('ID3\x04\0\0\0\x3d\x09\0', 'latin1'), new Uint8Array(1_000_000)]),
};

/** WAV headers that state what cannot be. */
export const ABSURD_HEADERS: BadRecordings = {
  ...absurd('channels', [0, 6, 33, 65_535], (channelCount) => ({
    channelCount,
    frameBytes: (2 * channelCount) % 65_536,
  })),
  ...absurd('bits', [0, 1, 12, 40, 65_535], (bits) => ({ bits })),
  ...absurd('frame-bytes', [0, 1, 3, 65_535], (frameBytes) => ({ frameBytes })),
  ...absurd('rate', [0, 1, 999, 768_001, 4_000_000_000], (sampleRateHz) => ({ sampleRateHz })),
  ...absurd('data-bytes', [0, 1, 0x7fff_ffff, 0xffff_ffff], (dataBytes) => ({ dataBytes })),
  ...absurd('format', [0, 0x50, 0x55, 0x161, 0xffff], (tag) => ({ tag })),
  'small-bomb.wav': () => waveBytes({ channelCount: 65_535, frameBytes: 1, bits: 16, data: new Uint8Array(3000) }),
  'adpcm-without-block-length.wav': () =>
    waveBytes({ tag: 0x11, bits: 16, frameBytes: 2, data: new Uint8Array(30_000) }),
  'adpcm-bomb.wav': () =>
    waveBytes({ tag: 0x11, bits: 4, frameBytes: 4, data: new Uint8Array(3000), formatExtension: Buffer.from([2, 0, 0xff, 0xff]) }), // prettier-ignore
  'wave64.wav': () => Buffer.concat([Buffer.from('riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\0\0', 'latin1'), new Uint8Array(4000)]), // prettier-ignore
  'thousands-of-chunks.wav': () => waveBytes({ between: Buffer.concat(Array<Buffer>(5000).fill(chunkHeader('junk', 0))) }), // prettier-ignore
  'flac-rate-0.flac': () => changed(speech('flac'), [18, 0, 0, speech('flac')[20]! & 0x0f]),
  'opus-255-channels.opus': () => opusSilence(1, 255),
  'vorbis-255-channels.ogg': () => changed(speech('ogg'), [39, 255]),
  'tta-65535-channels.tta': () => changed(fixtureBytes('tta.tta'), [6, 0xff, 0xff]),
  'tta-rate.tta': () => changed(fixtureBytes('tta.tta'), [10, 0xff, 0xff, 0xff, 0xff]),
  'wma-65535-channels.wma': () => changed(speech('wma'), [audioFormatByte(speech('wma')) + 2, 0xff, 0xff]),
};

/** Sound that is unusual or damaged but sound. */
export const ODD_SOUND: BadRecordings = {
  'wave-named.mp3': () => waveBytes({ data: toneBytes }),
  'mp3-named.wav': () => speech('mp3'),
  'not-numbers.wav': () => float32Wave(new Float32Array(16_000).fill(NaN)),
  'some-not-numbers.wav': () => float32Wave(tone.map((sample, n) => (n % 100 === 0 ? NaN : sample))),
  'infinities.wav': () => float32Wave(tone.map((sample, n) => (n % 100 === 0 ? Infinity : sample))),
  'huge.wav': () => float32Wave(tone.map((sample) => sample * 1e30)),
  'loud.wav': () => float32Wave(tone.map((sample) => sample * 32_768)),
  'denormal.wav': () => float32Wave(tone.map((sample) => sample * 1e-40)),
  'offset.wav': () => float32Wave(tone.map((sample) => 0.9 + 0.1 * sample)),
  'silence.wav': () => waveBytes({ data: new Uint8Array(32_000) }),
  'white-noise.wav': () => float32Wave(seededNoise(16_000)),
  'opposite-channels.wav': () => waveBytes({ channelCount: 2, data: stereo(tone, tone.map((sample) => -sample)) }), // prettier-ignore
  'one-silent-channel.wav': () => waveBytes({ channelCount: 2, data: stereo(tone, new Float32Array(tone.length)) }),
  'many-channels.wav': () => waveBytes({ channelCount: 32, data: new Uint8Array(64 * 1000).fill(3) }),
  'ten-milliseconds.wav': () => waveBytes({ data: toneBytes.subarray(0, 320) }),
  'one-sample.wav': () => waveBytes({ data: toneBytes.subarray(0, 2) }),
  'half-a-sample.wav': () => waveBytes({ data: toneBytes.subarray(0, 1) }),
  'slow.wav': () => waveBytes({ data: toneBytes, sampleRateHz: 1000 }),
  'fast.wav': () => waveBytes({ data: toneBytes, sampleRateHz: 768_000 }),
  'junk-behind.wav': () => waveBytes({ data: toneBytes, after: noiseBytes(10_000) }),
  'junk-behind.mp3': () => Buffer.concat([speech('mp3'), noiseBytes(10_000)]),
  'junk-behind.flac': () => Buffer.concat([speech('flac'), noiseBytes(10_000)]),
  'junk-behind.ogg': () => Buffer.concat([speech('ogg'), noiseBytes(10_000)]),
  'junk-before.mp3': () => Buffer.concat([noiseBytes(3000), speech('mp3')]),
  'long-tag.mp3': () =>
    Buffer.concat([Buffer.from('ID3\x04\0\0\0\x3d\x09\0', 'latin1'), new Uint8Array(1_000_000), speech('mp3')]),
  'damaged-frame.flac': () => changed(speech('flac'), [12_000, 1, 2, 3, 4]),
  'damaged-page.ogg': () => changed(speech('ogg'), [9000, 1, 2, 3, 4]),
  'damaged-early-and-large.flac': () => {
    const [head, frames] = [speech('flac').subarray(0, 200), speech('flac').subarray(200)];
    return Buffer.concat([head, noiseBytes(64), ...Array<Buffer>(800).fill(frames)]);
  },
};

/** Containers whose parts are missing. */
export const BROKEN_CONTAINERS: BadRecordings = {
  'no-index.m4a': () => renamed(speech('m4a'), 'moov', 'free'),
  'no-media.m4a': () => renamed(speech('m4a'), 'mdat', 'free'),
  'video-only.mp4': () => renamed(speech('m4a'), 'soun', 'vide', 'mp4a', 'avc1'),
  'video-only.webm': () => changed(speech('webm'), [trackTypeByte(speech('webm')), 1]),
  'no-tables.m4a': () => renamed(speech('m4a'), 'stsz', 'free'),
  'no-setup.ogg': () => Buffer.concat([speech('ogg').subarray(0, 58), speech('ogg').subarray(4000)]),
  'no-segment.webm': () => renamed(speech('webm'), '\x18\x53\x80\x67', '\xec\xec\xec\xec'),
};

/** Small files of long sound. */
export const BOMBS: BadRecordings = {
  'a-day.flac': () => silence({ seconds: 24 * HOUR, declaredSamples: 24 * HOUR * 8000, isNumbered: true }),
  'a-day-undeclared.flac': () => silence({ seconds: 24 * HOUR, declaredSamples: 0, isNumbered: true }),
  'two-hours-that-lie.flac': () => silence({ seconds: 2 * HOUR, declaredSamples: 8000, isNumbered: false }),
  'eight-channels.flac': () => silence({ seconds: 30, channelCount: 8, sampleRateHz: 192_000, declaredSamples: 0, isNumbered: false }), // prettier-ignore
  'a-day.opus': () => opusSilence(24 * HOUR),
  'minutes-in-a-page.opus': () => opusSilence(120, 2),
  'two-hours.mp3': () => mp3Silence(2 * HOUR),
  'claims-a-day.wav': () => waveBytes({ data: toneBytes, sampleRateHz: 8000, dataBytes: 24 * HOUR * 16_000 }),
};

/** The first sixteenths of one recording in every format. */
export function truncatedRecordings(): BadRecordings {
  const whole: BadRecordings = {
    wav: () => waveBytes({ data: int16Bytes(sine(440, 2)) }),
    'index-first.m4a': () => fixtureBytes('index-first.m4a'),
    'alaw.wav': () => fixtureBytes('alaw.wav'),
    'ima-adpcm.wav': () => fixtureBytes('ima-adpcm.wav'),
    'ulaw.aifc': () => codedAiff('ulaw'),
    'lpcm.caf': () => fixtureBytes('lpcm.caf'),
    'ima4.caf': () => codedCaf('ima4', 34, 64),
    'pcm.avi': () => aviBytes({ chunks: aviSamples(int16Bytes(sine(440, 2, 8000)), 1000) }),
    ...Object.fromEntries(
      ['mp3', 'flac', 'ogg', 'opus', 'm4a', 'webm', 'wma'].map((name) => [name, () => speech(name)]),
    ),
  };
  return Object.fromEntries(
    Object.entries(whole).flatMap(([format, make]) =>
      Array.from({ length: 15 }, (_, n) => [
        `${String(n + 1).padStart(2, '0')}-sixteenths.${format}`,
        () => make().subarray(0, Math.round((make().length * (n + 1)) / 16)),
      ]),
    ),
  );
}

/** Writes a file of 3 GB that takes no room on the disk: an MP4 whose index follows a box of nothing. */
export function writeSparseMp4(path: string): void {
  const clip = speech('m4a');
  shiftChunkOffsets(clip.subarray(clip.indexOf('moov') - 4), (offset) => offset + 0xc000_0000);
  const firstBox = clip.readUInt32BE(0);
  const empty = Buffer.from('\xc0\0\0\0free', 'latin1');
  writeSparseFile(path, clip.length + 0xc000_0000, [
    [0, Buffer.concat([clip.subarray(0, firstBox), empty])],
    [firstBox + 0xc000_0000, clip.subarray(firstBox)],
  ]);
}

/** Writes a CAF file of 256 MB, none of it on the disk, whose second chunk claims a terabyte. */
export function writeSparseCaf(path: string): void {
  const start = fixtureBytes('lpcm.caf').subarray(0, 52);
  writeSparseFile(path, 2 ** 28, [[0, Buffer.concat([start, Buffer.from('free\0\0\x01\0\0\0\0\0', 'latin1')])]]);
}

/** Writes an AVI file of a second of sound behind a picture of 3 GB, which takes no room on the disk. */
export function writeSparseAvi(path: string): void {
  const start = aviBytes({ chunks: [chunkHeader('00dc', 0xc000_0000)] });
  const samples = aviChunk('01wb', int16Bytes(sine(440, 1, 8000)));
  writeSparseFile(path, start.length + 0xc000_0000 + samples.length, [
    [0, start],
    [start.length + 0xc000_0000, samples],
  ]);
}

function absurd(what: string, values: readonly number[], options: (value: number) => WaveOptions): BadRecordings {
  return Object.fromEntries(
    values.map((value) => [`${what}-${String(value)}.wav`, () => waveBytes({ data: toneBytes, ...options(value) })]),
  );
}

function silence(options: Partial<Parameters<typeof flacSilence>[0]>): Buffer {
  const standard = { seconds: 1, sampleRateHz: 8000, channelCount: 1, declaredSamples: 0, isNumbered: true };
  return flacSilence({ ...standard, ...options });
}

function float32Wave(samples: Float32Array): Uint8Array {
  return waveBytes({ data: float32Bytes(samples), tag: 3, bits: 32 });
}

function stereo(left: Float32Array, right: Float32Array): Uint8Array {
  return int16Bytes(Float32Array.from({ length: 2 * left.length }, (_, n) => (n % 2 === 0 ? left : right)[n >> 1]!));
}

function noiseBytes(length: number): Uint8Array {
  return Uint8Array.from(seededNoise(length), (sample) => Math.floor(128 * (1 + sample)));
}

/** The bytes with others from the place on that comes first. */
function changed(bytes: Buffer, [at, ...values]: readonly number[]): Buffer {
  bytes.set(values, at);
  return bytes;
}

/** The bytes with every second text in place of the one before it, wherever that stands. */
function renamed(bytes: Buffer, ...texts: readonly string[]): Buffer {
  let text = bytes.toString('latin1');
  for (let n = 0; n < texts.length; n += 2) text = text.replaceAll(texts[n]!, texts[n + 1]!);
  return Buffer.from(text, 'latin1');
}

function audioFormatByte(wma: Buffer): number {
  // Behind the stream type and 38 more bytes of the stream properties.
  return wma.indexOf(Buffer.from('409e69f84d5bcf11a8fd00805f5c442b', 'hex')) + 54;
}

function trackTypeByte(webm: Buffer): number {
  return webm.indexOf(Buffer.from('838102', 'hex')) + 2;
}
