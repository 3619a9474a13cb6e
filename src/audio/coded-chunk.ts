import { CODED_PIECE_BYTES, type AudioFile } from './audio-file.ts';
import type { CodedStream } from './coded-pieces.ts';
import { cutOffNotes, OPEN_LENGTH_NOTE } from './length-notes.ts';
import type { PcmExtent } from './pcm.ts';

/** Coded samples that lie in one chunk of a file. */
export interface CodedChunk {
  /** What the decoder gets before the samples. */
  readonly header: Uint8Array;
  readonly extent: PcmExtent;
  /** Where every second takes as many; undefined where only a decoder can tell. */
  readonly bytesPerSecond: number | undefined;
}

/** One chunk for its decoder, with what its size says: how long the recording is or, at least, whether it was cut off. */
export function readCodedChunk(file: AudioFile, { header, extent, bytesPerSecond }: CodedChunk): CodedStream {
  const { firstByte, byteCount = Infinity } = extent;
  const end = Math.min(file.sizeBytes, firstByte + byteCount);
  const pieces = piecesBehind(header, file.pieces(firstByte, end, CODED_PIECE_BYTES));
  const openNotes = byteCount === Infinity ? [OPEN_LENGTH_NOTE] : [];
  if (bytesPerSecond === undefined) {
    const notes = [...openNotes, ...cutOffNotes(file, firstByte + byteCount)];
    return { pieces, declaredSeconds: undefined, notes };
  }
  return {
    pieces,
    declaredSeconds: byteCount === Infinity ? undefined : byteCount / bytesPerSecond,
    isExact: true,
    heldSeconds: () => Math.max(0, end - firstByte) / bytesPerSecond,
    notes: openNotes,
  };
}

async function* piecesBehind(header: Uint8Array, pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  yield header;
  yield* pieces;
}
