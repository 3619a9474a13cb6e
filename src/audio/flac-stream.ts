import { CODED_PIECE_BYTES, type AudioFile } from './audio-file.ts';
import { hasText } from './audio-format.ts';
import { concatBytes, viewOf } from './byte-arrays.ts';
import type { CodedStream } from './coded-pieces.ts';

/** A frame header is at most 16 bytes and its check byte (RFC 9639 §9.1). */
const LONGEST_FRAME_HEADER_BYTES = 17;
const STREAM_INFO_BYTES = 34;
const LAST_BLOCK_FLAG = 0x80;

/**
 * A FLAC file for its decoder: other metadata (pictures of megabytes) is left out, and no piece ends where a frame
 * header may have begun. The decoder overlooks a header that it sees only in part, and then loses whole frames.
 */
export async function readFlacStream(file: AudioFile, firstByte: number): Promise<CodedStream> {
  const start = await file.read(firstByte, 8 + STREAM_INFO_BYTES);
  const isNative = hasText(start, 0, 'fLaC') && start.length === 8 + STREAM_INFO_BYTES;
  if (!isNative) {
    return { pieces: file.pieces(firstByte, file.sizeBytes, CODED_PIECE_BYTES), declaredSeconds: undefined }; // in Ogg
  }
  const firstFrameByte = await skipMetadata(file, firstByte + 4);
  start[4]! |= LAST_BLOCK_FLAG;
  const frames = file.pieces(firstFrameByte, file.sizeBytes, CODED_PIECE_BYTES);
  return {
    pieces: wholeHeaders(start, frames),
    declaredSeconds: declaredSeconds(start),
    toFullScale: toFullScale(start),
  };
}

async function skipMetadata(file: AudioFile, firstBlockByte: number): Promise<number> {
  let offset = firstBlockByte;
  for (;;) {
    const header = await file.read(offset, 4);
    if (header.length < 4) return file.sizeBytes;
    const word = viewOf(header).getUint32(0);
    offset += 4 + (word & 0xff_ffff);
    if (word >>> 31 === 1) return offset;
  }
}

function declaredSeconds(start: Uint8Array): number | undefined {
  const packed = viewOf(start).getBigUint64(8 + 10); // rate 20 bits, channels 3, bits a sample 5, samples 36
  const samples = Number(packed & 0xf_ffff_ffffn);
  return samples === 0 ? undefined : samples / Number(packed >> 44n);
}

/** The decoder divides by the largest positive sample, 2^(bits − 1) − 1; full scale is 2^(bits − 1). */
function toFullScale(start: Uint8Array): (sample: number) => number {
  const bits = Number((viewOf(start).getBigUint64(8 + 10) >> 36n) & 0x1fn) + 1;
  const fullScale = 2 ** (bits - 1);
  // Back to the whole number that is stored: exact for every width that float32 can hold.
  return (sample) => Math.round(sample * (fullScale - 1)) / fullScale;
}

async function* wholeHeaders(start: Uint8Array, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  let held: Uint8Array = start;
  for await (const piece of pieces) {
    const bytes = concatBytes([held, piece]);
    const end = endBeforeHeaders(bytes);
    held = bytes.subarray(end);
    if (end > 0) yield bytes.slice(0, end);
  }
  if (held.length > 0) yield held;
}

/** Where to end so that every frame header before it is complete, also those in front of one that is held back. */
function endBeforeHeaders(bytes: Uint8Array): number {
  let end = bytes.length;
  for (let at = end - 1; at >= 0 && at >= end - LONGEST_FRAME_HEADER_BYTES; at--) {
    if (mayBeginHeader(bytes, at)) end = at;
  }
  return end;
}

/** Whether the 15 bits that every frame begins with stand here, as far as the bytes go. */
function mayBeginHeader(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xff && (at + 1 === bytes.length || (bytes[at + 1]! & 0xfe) === 0xf8);
}
