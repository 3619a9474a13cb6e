import { checkFormat, invalidAudio, invalidPlace } from './audio-errors.ts';
import { CODED_PIECE_BYTES, type AudioFile } from './audio-file.ts';
import { hasText } from './audio-format.ts';
import { chunkCode, readAviChunks, type AviChunk } from './avi-chunks.ts';
import { concatBytes, viewOf } from './byte-arrays.ts';
import type { CodedStream } from './coded-pieces.ts';
import { cutOffNotes } from './length-notes.ts';

const STREAM_LIST = chunkCode('strl');
const STREAM_HEADER = chunkCode('strh');
const STREAM_FORMAT = chunkCode('strf');
const SAMPLES_LIST = chunkCode('movi');
/** Of the format tag that stands before a GUID with the real one. */
const EXTENSIBLE = 0xfffe;
const AAC = 0xff;
/** The largest frame of AAC with 48 channels has 36,864. */
const MOST_FRAME_BYTES = 65_536;
/** Codecs describe themselves in some dozen bytes. */
const MOST_FORMAT_BYTES = 4096;
/** Each of a long file holds a gigabyte. */
const MOST_RIFFS = 1000;

/**
 * The first audio stream of an AVI file (OpenDML 1.02) for its decoder, as if the file held nothing else: the decoder
 * would hold every chunk in full before it passes it over. Throws AUDIO_INVALID where there is no such stream.
 */
export async function readAviStream(file: AudioFile, firstByte: number): Promise<CodedStream> {
  const stream = await findAudioStream(file, firstByte);
  return {
    pieces: grouped(chunksFor(file, firstByte, stream)),
    declaredSeconds: undefined,
    notes: cutOffNotes(file, await statedEnd(file, firstByte)),
  };
}

interface AudioStream {
  /** The name of chunks with its samples. */
  readonly code: number;
  /** The body of its format chunk, as in WAV files. */
  readonly format: Uint8Array;
  /** Whether each chunk is one frame; others are a stream that may be cut anywhere. */
  readonly isFramed: boolean;
}

async function findAudioStream(file: AudioFile, firstByte: number): Promise<AudioStream> {
  let [streamCount, isAudio] = [0, false];
  for await (const chunks of readAviChunks(file, firstByte)) {
    for (const chunk of chunks) {
      if (chunk.code === SAMPLES_LIST) throw invalidAudio(file.path, 'it holds no audio stream');
      if (chunk.code === STREAM_LIST) [streamCount, isAudio] = [streamCount + 1, false];
      if (chunk.code === STREAM_HEADER) isAudio = hasText(await file.read(chunk.firstByte, 4), 0, 'auds');
      if (chunk.code === STREAM_FORMAT && isAudio) return audioStream(file, chunk, streamCount - 1);
    }
  }
  throw invalidAudio(file.path, 'it holds no audio stream');
}

async function audioStream(file: AudioFile, { firstByte, byteCount }: AviChunk, index: number): Promise<AudioStream> {
  const format = await file.read(firstByte, Math.min(byteCount, MOST_FORMAT_BYTES));
  if (format.length < 16) throw invalidAudio(file.path, 'its audio format is cut off');
  const view = viewOf(format);
  checkFormat(file.path, { channelCount: view.getUint16(2, true), sampleRateHz: view.getUint32(4, true) });
  const tag = view.getUint16(0, true);
  const codec = tag === EXTENSIBLE && format.length >= 40 ? view.getUint16(24, true) : tag;
  return { code: chunkCode(`${String(index).padStart(2, '0')}wb`), format, isFramed: codec === AAC };
}

/** Where the last RIFF chunk ends by its header; Infinity where that was left open. */
async function statedEnd(file: AudioFile, firstByte: number): Promise<number> {
  let [next, end] = [firstByte, firstByte];
  for (let count = 0; count < MOST_RIFFS; count++) {
    const header = await file.read(next, 8);
    if (header.length < 8 || !hasText(header, 0, 'RIFF')) break;
    const byteCount = viewOf(header).getUint32(4, true);
    if (byteCount === 0 || byteCount === 0xffff_ffff) return Infinity;
    end = next + 8 + byteCount;
    next = end + (byteCount % 2);
  }
  return end;
}

async function* chunksFor(file: AudioFile, firstByte: number, stream: AudioStream): AsyncGenerator<Uint8Array, void> {
  yield headerOf(stream);
  for await (const chunks of readAviChunks(file, firstByte)) {
    for (const chunk of chunks) {
      if (chunk.code === stream.code) yield* stream.isFramed ? frameIn(file, chunk) : partsOf(file, chunk);
    }
  }
}

/** A file that holds one stream, up to its first samples. */
function headerOf({ format }: AudioStream): Uint8Array {
  const lists = Buffer.from('RIFF\0\0\0\0AVI LIST\0\0\0\0strl', 'latin1');
  return concatBytes([lists, chunkOf('strh', Buffer.from('auds', 'latin1')), chunkOf('strf', format)]);
}

async function* frameIn(file: AudioFile, { firstByte, byteCount }: AviChunk): AsyncGenerator<Uint8Array, void> {
  if (byteCount > MOST_FRAME_BYTES) {
    const found = `found ${String(byteCount)} at byte ${String(firstByte)}`;
    throw invalidPlace(file.path, `expected AAC frames of at most ${String(MOST_FRAME_BYTES)} bytes, ${found}`);
  }
  const isWhole = firstByte + byteCount <= file.sizeBytes;
  if (isWhole) yield chunkOf('00wb', await file.read(firstByte, byteCount));
}

async function* partsOf(file: AudioFile, { firstByte, byteCount }: AviChunk): AsyncGenerator<Uint8Array, void> {
  const end = Math.min(file.sizeBytes, firstByte + byteCount);
  for await (const piece of file.pieces(firstByte, end, CODED_PIECE_BYTES)) yield chunkOf('00wb', piece);
}

function chunkOf(name: string, body: Uint8Array): Uint8Array {
  const chunk = Buffer.alloc(8 + body.length + (body.length % 2));
  chunk.write(name, 0, 'latin1');
  chunk.writeUInt32LE(body.length, 4);
  chunk.set(body, 8);
  return chunk;
}

/** Small chunks together, so that the decoder is not called for each of them. */
async function* grouped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let group: Uint8Array[] = [];
  let byteCount = 0;
  try {
    for await (const chunk of chunks) {
      group.push(chunk);
      byteCount += chunk.length;
      if (byteCount < CODED_PIECE_BYTES) continue;
      yield concatBytes(group);
      [group, byteCount] = [[], 0];
    }
  } catch (error) {
    // What stands before a place that cannot be read is sound all the same.
    if (group.length > 0) yield concatBytes(group);
    throw error;
  }
  if (group.length > 0) yield concatBytes(group);
}
