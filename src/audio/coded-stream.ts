import { readAiffStream } from './aiff-stream.ts';
import { readAsfStream } from './asf-stream.ts';
import { CODED_PIECE_BYTES, type AudioFile } from './audio-file.ts';
import type { AudioFormat } from './audio-format.ts';
import { readAviStream } from './avi-stream.ts';
import { readCafStream } from './caf-stream.ts';
import type { CodedStream } from './coded-pieces.ts';
import { readCountedStream } from './counted-stream.ts';
import { readFlacStream } from './flac-stream.ts';
import { readMatroskaStream } from './matroska-stream.ts';
import { readMp3Stream } from './mp3-stream.ts';
import { readMp4Stream } from './mp4-stream.ts';
import { readOggStream } from './ogg-stream.ts';
import { readWavStream } from './wav-stream.ts';

type StreamReader = (file: AudioFile, firstByte: number) => Promise<CodedStream>;

const READERS: Readonly<Partial<Record<AudioFormat, StreamReader>>> = {
  flac: async (file, firstByte) => (await readFlacStream(file, firstByte)) ?? readOggStream(file, firstByte),
  opus: readOggStream,
  oga: readOggStream,
  m4a: readMp4Stream,
  mkv: readMatroskaStream,
  caf: readCafStream,
  mp3: readMp3Stream,
  wma: readAsfStream,
  wav: readWavStream,
  aiff: readAiffStream,
  avi: readAviStream,
  tta: (file, firstByte) => readCountedStream(file, 'tta', firstByte),
  qoa: (file, firstByte) => readCountedStream(file, 'qoa', firstByte),
  wv: (file, firstByte) => readCountedStream(file, 'wv', firstByte),
};

/** The bytes of a file from `firstByte`, prepared for the decoder of its format. */
export function readCodedStream(file: AudioFile, format: AudioFormat, firstByte: number): Promise<CodedStream> {
  return (READERS[format] ?? readWhole)(file, firstByte);
}

function readWhole(file: AudioFile, firstByte: number): Promise<CodedStream> {
  return Promise.resolve({
    pieces: file.pieces(firstByte, file.sizeBytes, CODED_PIECE_BYTES),
    declaredSeconds: undefined,
  });
}
