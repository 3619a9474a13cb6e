import { CODED_PIECE_BYTES, type AudioFile } from './audio-file.ts';
import { hasText } from './audio-format.ts';
import { viewOf } from './byte-arrays.ts';
import type { CodedStream } from './coded-pieces.ts';
import { mpegFrameAt } from './mpeg-frame.ts';

/** An MP3 file past its ID3 tag; the first frame may be a Xing or Info header that says how many frames follow. */
export async function readMp3Stream(file: AudioFile, firstByte: number): Promise<CodedStream> {
  return {
    pieces: file.pieces(firstByte, file.sizeBytes, CODED_PIECE_BYTES),
    declaredSeconds: declaredSeconds(await file.read(firstByte, CODED_PIECE_BYTES)),
  };
}

function declaredSeconds(head: Uint8Array): number | undefined {
  const frame = mpegFrameAt(head, 0);
  if (frame === undefined) return undefined;
  const tag = head.subarray(4 + frame.sideInfoBytes);
  const isTag = hasText(tag, 0, 'Xing') || hasText(tag, 0, 'Info');
  const hasFrameCount = isTag && tag.length >= 12 && (viewOf(tag).getUint32(4) & 1) === 1;
  return hasFrameCount ? (viewOf(tag).getUint32(8) * frame.samples) / frame.sampleRateHz : undefined;
}
