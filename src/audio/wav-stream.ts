import { CODED_PIECE_BYTES, type AudioFile } from './audio-file.ts';
import type { CodedStream } from './coded-pieces.ts';
import { readWavHeader } from './wav-header.ts';

/** Stands for a length that is not known; the decoder then takes whatever comes. */
const OPEN_SIZE = 0xffff_ffff;

/**
 * A coded WAV file for its decoder, with a header made anew of the chunks that were checked: the decoder has its own
 * way of looking for them, and would find others where a chunk of odd size comes first.
 */
export async function readWavStream(file: AudioFile): Promise<CodedStream> {
  const content = await readWavHeader(file);
  if (content.kind !== 'coded') throw new TypeError('Expected coded samples, found plain ones.');
  const { firstByte, byteCount = Infinity } = content.extent;
  const end = Math.min(file.sizeBytes, firstByte + byteCount);
  return { pieces: piecesOf(file, content.format, { firstByte, end }), declaredSeconds: undefined };
}

async function* piecesOf(
  file: AudioFile,
  format: Uint8Array,
  { firstByte, end }: { readonly firstByte: number; readonly end: number },
): AsyncGenerator<Uint8Array, void> {
  const header = Buffer.alloc(28 + format.length);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(OPEN_SIZE, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(format.length, 16);
  header.set(format, 20);
  header.write('data', 20 + format.length, 'latin1');
  header.writeUInt32LE(OPEN_SIZE, 24 + format.length);
  yield header;
  yield* file.pieces(firstByte, end, CODED_PIECE_BYTES);
}
