import { checkFormat, invalidAudio } from './audio-errors.ts';
import { CODED_PIECE_BYTES, type AudioFile } from './audio-file.ts';
import { viewOf } from './byte-arrays.ts';
import type { CodedStream } from './coded-pieces.ts';

/** Object and stream types by their GUID as stored (Advanced Systems Format, Microsoft 2004). */
const FILE_PROPERTIES = 'a1dcab8c47a9cf118ee400c00c205365';
const STREAM_PROPERTIES = '9107dcb7b7a9cf118ee600c00c205365';
const AUDIO_STREAM = '409e69f84d5bcf11a8fd00805f5c442b';
const OBJECT_HEADER_BYTES = 24;
/** Header object: its own header, a count and two reserved bytes. */
const FIRST_OBJECT_BYTE = 30;
const MOST_HEADER_BYTES = 2 ** 20;

/** A WMA file with the duration that it states; throws AUDIO_INVALID where it holds no sound. */
export async function readAsfStream(file: AudioFile): Promise<CodedStream> {
  const header = Buffer.from(await file.read(0, MOST_HEADER_BYTES));
  let declaredSeconds: number | undefined;
  let hasAudio = false;
  for (const { type, body } of objectsIn(header)) {
    if (type === FILE_PROPERTIES && body.length >= 64) declaredSeconds = durationSeconds(body);
    if (type !== STREAM_PROPERTIES || body.length < 62 || guid(body, 0) !== AUDIO_STREAM) continue;
    checkFormat(file.path, { channelCount: body.readUInt16LE(56), sampleRateHz: body.readUInt32LE(58) });
    hasAudio = true;
  }
  if (!hasAudio) throw invalidAudio(file.path, 'it holds no audio stream');
  return { pieces: file.pieces(0, file.sizeBytes, CODED_PIECE_BYTES), declaredSeconds };
}

function* objectsIn(header: Buffer): Generator<{ type: string; body: Buffer }, void> {
  for (let at = FIRST_OBJECT_BYTE; at + OBJECT_HEADER_BYTES <= header.length;) {
    const size = Number(viewOf(header).getBigUint64(at + 16, true));
    if (size < OBJECT_HEADER_BYTES) return;
    yield { type: guid(header, at), body: header.subarray(at + OBJECT_HEADER_BYTES, at + size) };
    at += size;
  }
}

/** Play duration in 100 ns, less the time that is buffered first, in ms. */
function durationSeconds(properties: Buffer): number {
  return Math.max(0, Number(properties.readBigUInt64LE(40)) / 1e7 - Number(properties.readBigUInt64LE(56)) / 1e3);
}

function guid(bytes: Buffer, at: number): string {
  return bytes.subarray(at, at + 16).toString('hex');
}
