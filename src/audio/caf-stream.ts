import { checkFormat, invalidAudio } from './audio-errors.ts';
import { CODED_PIECE_BYTES, type AudioFile } from './audio-file.ts';
import { hasText } from './audio-format.ts';
import { viewOf } from './byte-arrays.ts';
import type { CodedStream } from './coded-pieces.ts';

/** The header of the file, then the header and body of its first chunk (Apple Core Audio Format Specification 1.0). */
const DESCRIPTION_BYTES = 8 + 12 + 32;
/** More than any codec puts into a packet; decoders allocate what is stated. */
const MOST_FRAMES_PER_PACKET = 4096;

/** A CAF file whose description states nothing absurd; throws AUDIO_INVALID otherwise. */
export async function readCafStream(file: AudioFile): Promise<CodedStream> {
  const head = await file.read(0, DESCRIPTION_BYTES);
  if (head.length < DESCRIPTION_BYTES || !hasText(head, 8, 'desc')) {
    throw invalidAudio(file.path, 'it is a CAF file without a description');
  }
  const description = viewOf(head.subarray(20));
  checkFormat(file.path, { sampleRateHz: description.getFloat64(0), channelCount: description.getUint32(24) });
  if (description.getUint32(20) > MOST_FRAMES_PER_PACKET) {
    throw invalidAudio(file.path, `its description states ${String(description.getUint32(20))} frames a packet`);
  }
  return { pieces: file.pieces(0, file.sizeBytes, CODED_PIECE_BYTES), declaredSeconds: undefined };
}
