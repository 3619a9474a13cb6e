import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import type { AudioBlock } from '../../src/audio/audio-block.ts';
import type { AudioFile } from '../../src/audio/audio-file.ts';
import type { AudioWindow, RecordingSummary } from '../../src/audio/audio-window.ts';

/** What a WAV file is made of; everything but the samples can be wrong on purpose. */
export interface WaveOptions {
  readonly data?: Uint8Array;
  readonly tag?: number;
  readonly channelCount?: number;
  readonly sampleRateHz?: number;
  readonly frameBytes?: number;
  readonly bits?: number;
  readonly dataBytes?: number;
  readonly riffBytes?: number;
  /** Chunks between format and data. */
  readonly between?: Uint8Array;
  /** Bytes after the data. */
  readonly after?: Uint8Array;
  /** Appended to the 16 bytes of the format chunk. */
  readonly formatExtension?: Uint8Array;
}

const NOTHING = new Uint8Array(0);

/** The bytes of a WAV file; 16-bit mono at 16 kHz unless told otherwise. */
export function waveBytes(options: WaveOptions = {}): Uint8Array {
  const { data, between, after } = { data: NOTHING, between: NOTHING, after: NOTHING, ...options };
  const dataHeader = chunkHeader('data', options.dataBytes ?? data.length);
  const body = Buffer.concat([formatChunk(options), between, dataHeader, data, after]);
  const riff = chunkHeader('RIFF', options.riffBytes ?? 4 + body.length);
  return Buffer.concat([riff, Buffer.from('WAVE', 'latin1'), body]);
}

function formatChunk(options: WaveOptions): Buffer {
  const standard = { tag: 1, channelCount: 1, sampleRateHz: 16_000, bits: 16, formatExtension: NOTHING };
  const { tag, channelCount, sampleRateHz, bits, formatExtension } = { ...standard, ...options };
  const frameBytes = options.frameBytes ?? (channelCount * bits) / 8;
  const body = Buffer.alloc(16);
  body.writeUInt16LE(tag, 0);
  body.writeUInt16LE(channelCount, 2);
  body.writeUInt32LE(sampleRateHz, 4);
  body.writeUInt32LE((sampleRateHz * frameBytes) % 2 ** 32, 8);
  body.writeUInt16LE(frameBytes, 12);
  body.writeUInt16LE(bits, 14);
  return Buffer.concat([chunkHeader('fmt ', 16 + formatExtension.length), body, formatExtension]);
}

/** The name and size that begin a chunk of a RIFF file. */
export function chunkHeader(id: string, byteCount: number): Buffer {
  const header = Buffer.alloc(8);
  header.write(id, 0, 'latin1');
  header.writeUInt32LE(byteCount, 4);
  return header;
}

/** Samples of ±1 as 16-bit little-endian bytes. */
export function int16Bytes(samples: ArrayLike<number>): Uint8Array {
  return new Uint8Array(Int16Array.from(samples, (sample) => Math.round(sample * 32_767)).buffer);
}

/** Samples as 32-bit little-endian floats. */
export function float32Bytes(samples: ArrayLike<number>): Uint8Array {
  return new Uint8Array(Float32Array.from(samples).buffer);
}

/** A sine of half full scale. */
export function sine(frequencyHz: number, seconds: number, sampleRateHz = 16_000): Float32Array {
  const length = Math.round(seconds * sampleRateHz);
  return Float32Array.from({ length }, (_, n) => 0.5 * Math.sin((2 * Math.PI * frequencyHz * n) / sampleRateHz));
}

/** Numbers from -1 to 1 that are the same in every run. */
export function seededNoise(length: number, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/** A writer of files into a folder of its own, which is removed after the tests. */
export function temporaryFolder(): {
  readonly folder: string;
  readonly write: (name: string, bytes: Uint8Array) => string;
} {
  const folder = mkdtempSync(join(tmpdir(), 'whisper-batch-audio-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    folder,
    write(name, bytes) {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      return path;
    },
  };
}

/** All that was decoded, channel by channel. */
export interface DecodedSound {
  readonly channels: readonly Float32Array[];
  readonly sampleRateHz: number;
  readonly blockCount: number;
  readonly warnings: readonly string[];
}

/** Runs a decoder to its end. */
export async function collectSound(blocks: AsyncGenerator<AudioBlock, readonly string[]>): Promise<DecodedSound> {
  const parts: (readonly Float32Array[])[] = [];
  let sampleRateHz = 0;
  for (;;) {
    const next = await blocks.next();
    if (next.done === true) {
      const channels = (parts[0] ?? []).map((_, index) => concatSamples(parts.map((part) => part[index]!)));
      return { channels, sampleRateHz, blockCount: parts.length, warnings: next.value };
    }
    parts.push(next.value.channels);
    sampleRateHz = next.value.sampleRateHz;
  }
}

/** Runs a reader to its end. */
export async function collectWindows(
  windows: AsyncGenerator<AudioWindow, RecordingSummary>,
): Promise<{ windows: AudioWindow[]; summary: RecordingSummary }> {
  const collected: AudioWindow[] = [];
  for (;;) {
    const next = await windows.next();
    if (next.done === true) return { windows: collected, summary: next.value };
    collected.push(next.value);
  }
}

/** One array of all parts. */
export function concatSamples(parts: readonly Float32Array[]): Float32Array {
  const samples = new Float32Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    samples.set(part, offset);
    offset += part.length;
  }
  return samples;
}

/** Amplitude of one frequency in the samples. */
export function amplitudeAt(samples: Float32Array, frequencyHz: number, sampleRateHz: number): number {
  let real = 0;
  let imaginary = 0;
  samples.forEach((sample, n) => {
    const angle = (2 * Math.PI * frequencyHz * n) / sampleRateHz;
    real += sample * Math.cos(angle);
    imaginary += sample * Math.sin(angle);
  });
  return (2 * Math.hypot(real, imaginary)) / samples.length;
}

/** Root of the mean square. */
export function rootMeanSquare(samples: Float32Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

/** The greatest difference between samples of the same place. */
export function greatestDifference(left: ArrayLike<number>, right: ArrayLike<number>): number {
  return Array.from(left).reduce((greatest, sample, n) => Math.max(greatest, Math.abs(sample - right[n]!)), 0);
}

/** Whether two arrays hold the same samples bit by bit; matchers take seconds for as many. */
export function areSame(left: Float32Array, right: Float32Array): boolean {
  const bytes = ({ buffer, byteOffset, byteLength }: Float32Array): Buffer =>
    Buffer.from(buffer, byteOffset, byteLength);
  return bytes(left).equals(bytes(right));
}

/** A file that lies in memory only. */
export function memoryFile(bytes: Uint8Array, path = 'memory'): AudioFile {
  const read = (offset: number, length: number): Promise<Uint8Array> =>
    Promise.resolve(new Uint8Array(bytes.subarray(offset, offset + length)));
  return {
    path,
    sizeBytes: bytes.length,
    read,
    async *pieces(from, to, pieceBytes) {
      for (let at = from; at < Math.min(to, bytes.length); at += pieceBytes) {
        yield await read(at, Math.min(pieceBytes, to - at));
      }
    },
    close: () => Promise.resolve(),
  };
}

/** The same file, with a count of the bytes that were read from it. */
export function countedFile(file: AudioFile): AudioFile & { readonly bytesRead: () => number } {
  let count = 0;
  const counted = (bytes: Uint8Array): Uint8Array => {
    count += bytes.length;
    return bytes;
  };
  return {
    path: file.path,
    sizeBytes: file.sizeBytes,
    read: async (offset, length) => counted(await file.read(offset, length)),
    async *pieces(from, to, pieceBytes) {
      for await (const piece of file.pieces(from, to, pieceBytes)) yield counted(piece);
    },
    close: () => file.close(),
    bytesRead: () => count,
  };
}

/** The CAF fixture with its 24,000 bytes of samples taken for coded ones: noise, whose length can be told. */
export function codedCaf(codec: string, packetBytes = 1, packetFrames = 1): Buffer {
  const bytes = fixtureBytes('lpcm.caf');
  bytes.write(codec, 28, 'latin1');
  bytes.writeUInt32BE(packetBytes, 36);
  bytes.writeUInt32BE(packetFrames, 40);
  return bytes;
}

/** The AIFF-C fixture with its 48,000 bytes of samples at 8 kHz taken for coded ones. */
export function codedAiff(compression: string): Buffer {
  const bytes = fixtureBytes('f32.aifc');
  bytes.write(compression, bytes.indexOf('fl32'), 'latin1');
  return bytes;
}

/** The bytes of one of the fixtures of every codec. */
export function fixtureBytes(name: string): Buffer {
  return readFileSync(fixturePath(name));
}

/** Where one of the fixtures of every codec lies. */
export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`../fixtures/audio/${name}`, import.meta.url));
}

/** All items of an asynchronous iterable. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}
