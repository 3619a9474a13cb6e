import { CODED_PIECE_BYTES, type AudioFile } from './audio-file.ts';
import type { AudioFormat } from './audio-format.ts';
import { readCafStream } from './caf-stream.ts';
import type { CodedStream } from './coded-pieces.ts';
import { readFlacStream } from './flac-stream.ts';
import { readMp3Stream } from './mp3-stream.ts';
import { readMp4Stream } from './mp4-stream.ts';

/** The bytes of a file from `firstByte`, prepared for the decoder of its format. */
export async function readCodedStream(file: AudioFile, format: AudioFormat, firstByte: number): Promise<CodedStream> {
  if (format === 'flac') return readFlacStream(file, firstByte);
  if (format === 'm4a') return readMp4Stream(file);
  if (format === 'caf') return readCafStream(file);
  if (format === 'mp3') return readMp3Stream(file, firstByte);
  return { pieces: file.pieces(firstByte, file.sizeBytes, CODED_PIECE_BYTES), declaredSeconds: undefined };
}
