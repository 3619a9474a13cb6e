import { CODED_PIECE_BYTES, type AudioFile } from './audio-file.ts';
import { hasText } from './audio-format.ts';
import { concatBytes, viewOf } from './byte-arrays.ts';
import type { CodedStream } from './coded-pieces.ts';
import { flacHeaderAt, readStreamInfo, type FlacStreamInfo } from './flac-frame.ts';
import { FlacFrames, type FlacFrame } from './flac-frames.ts';
import { checkFormat } from './audio-errors.ts';

const STREAM_INFO_BYTES = 34;
const LAST_BLOCK_FLAG = 0x80;
const STREAM_INFO_TYPE = 0;
/** Files have a handful; empty ones could fill a file, and each takes a read. */
const MOST_METADATA_BLOCKS = 1000;
/** Decoded values that are asked for at once; a frame of silence is 65 536 samples in 20 bytes. */
const MOST_PIECE_VALUES = 2 ** 20;
/** The last frame begins in these. */
const TAIL_BYTES = 2 ** 17;

/**
 * A native FLAC file for its decoder, as whole frames: other metadata (pictures of megabytes) and damaged frames are
 * left out. `undefined` for FLAC in Ogg.
 */
export async function readFlacStream(file: AudioFile, firstByte: number): Promise<CodedStream | undefined> {
  const start = await file.read(firstByte, 8 + STREAM_INFO_BYTES);
  if (!hasText(start, 0, 'fLaC') || start.length < 8 + STREAM_INFO_BYTES) return undefined;
  const info = readStreamInfo(start.subarray(8));
  checkFormat(file.path, info);
  const firstFrameByte = await skipMetadata(file, firstByte + 4);
  start[4]! |= LAST_BLOCK_FLAG;
  const frames = new FlacFrames(info);
  const declaredSeconds = info.totalSamples === 0 ? undefined : info.totalSamples / info.sampleRateHz;
  return {
    pieces: framePieces(file, { start, firstFrameByte, frames, channelCount: info.channelCount }),
    declaredSeconds,
    isExact: true,
    heldSeconds: async () => (await lastPosition(file, firstFrameByte, info)) / info.sampleRateHz,
    damagedPlaces: () => frames.damagedPlaces,
    toFullScale: toFullScale(info),
  };
}

// A second block of stream information is none: a hole of zeros, behind which frames are looked for.
async function skipMetadata(file: AudioFile, firstBlockByte: number): Promise<number> {
  let offset = firstBlockByte;
  for (let block = 0; block < MOST_METADATA_BLOCKS; block++) {
    const header = await file.read(offset, 4);
    if (header.length < 4) return file.sizeBytes;
    const word = viewOf(header).getUint32(0);
    if (block > 0 && (word >>> 24) % LAST_BLOCK_FLAG === STREAM_INFO_TYPE) return offset;
    offset += 4 + (word & 0xff_ffff);
    if (word >>> 31 === 1) return offset;
  }
  return offset;
}

/** Where the last frame whose header can be found begins, in samples. */
async function lastPosition(file: AudioFile, firstFrameByte: number, info: FlacStreamInfo): Promise<number> {
  const from = Math.max(firstFrameByte, file.sizeBytes - TAIL_BYTES);
  const tail = await file.read(from, file.sizeBytes - from);
  for (let at = tail.lastIndexOf(0xff); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf(0xff, at - 1)) {
    const header = flacHeaderAt(tail, at, info);
    if (header !== undefined) return header.position;
  }
  return 0;
}

/** The decoder divides by the largest positive sample, 2^(bits − 1) − 1; full scale is 2^(bits − 1). */
function toFullScale({ bits }: FlacStreamInfo): (samples: Float32Array) => void {
  const largest = 2 ** (bits - 1) - 1;
  const step = 2 ** (1 - bits);
  // Back to the whole number that is stored: exact for every width that float32 can hold. Math.round takes four times
  // as long as this.
  return (samples) => {
    for (let i = 0; i < samples.length; i++) samples[i] = Math.floor(samples[i]! * largest + 0.5) * step;
  };
}

interface FrameSource {
  /** What the file begins with. */
  readonly start: Uint8Array;
  readonly firstFrameByte: number;
  readonly frames: FlacFrames;
  readonly channelCount: number;
}

async function* framePieces(
  file: AudioFile,
  { start, firstFrameByte, frames, channelCount }: FrameSource,
): AsyncGenerator<Uint8Array, void> {
  yield start;
  for await (const bytes of file.pieces(firstFrameByte, file.sizeBytes, CODED_PIECE_BYTES)) {
    yield* inPieces(frames.push(bytes), channelCount);
  }
  yield* inPieces(frames.finish(), channelCount);
}

function* inPieces(frames: readonly FlacFrame[], channelCount: number): Generator<Uint8Array, void> {
  let parts: Uint8Array[] = [];
  let values = 0;
  for (const { bytes, samples } of frames) {
    parts.push(bytes);
    values += samples * channelCount;
    if (values < MOST_PIECE_VALUES) continue;
    yield concatBytes(parts);
    [parts, values] = [[], 0];
  }
  if (parts.length > 0) yield concatBytes(parts);
}
