import { CODED_PIECE_BYTES, type AudioFile } from './audio-file.ts';
import { hasText } from './audio-format.ts';
import { viewOf } from './byte-arrays.ts';
import type { CodedStream } from './coded-pieces.ts';
import { cutOffNotes } from './length-notes.ts';
import { mpegFrameAt, type MpegFrame } from './mpeg-frame.ts';

const SCANNED_BYTES = 2 ** 20;

/** An MP3 file past its ID3 tag; the first frame may be a Xing or Info header that says how many frames follow. */
export async function readMp3Stream(file: AudioFile, firstByte: number): Promise<CodedStream> {
  const stated = readXingHeader(await file.read(firstByte, CODED_PIECE_BYTES));
  return {
    pieces: file.pieces(firstByte, file.sizeBytes, CODED_PIECE_BYTES),
    declaredSeconds: stated.seconds,
    heldSeconds: () => sumFrames(file, firstByte),
    notes: cutOffNotes(file, firstByte + (stated.byteCount ?? 0)),
  };
}

function readXingHeader(head: Uint8Array): { readonly seconds?: number; readonly byteCount?: number } {
  const frame = mpegFrameAt(head, 0);
  const tag = head.subarray(4 + (frame?.sideInfoBytes ?? 0));
  const isTag = hasText(tag, 0, 'Xing') || hasText(tag, 0, 'Info');
  if (frame === undefined || !isTag || tag.length < 16) return {};
  const view = viewOf(tag);
  const flags = view.getUint32(4);
  if ((flags & 1) === 0) return {};
  const seconds = (view.getUint32(8) * frame.samples) / frame.sampleRateHz;
  return (flags & 2) === 0 ? { seconds } : { seconds, byteCount: view.getUint32(12) };
}

/** Seconds of all frames, found by going from header to header: a megabyte takes some milliseconds. */
async function sumFrames(file: AudioFile, firstByte: number): Promise<number> {
  let seconds = 0;
  for (let from = firstByte; from + 4 < file.sizeBytes;) {
    const bytes = await file.read(from, SCANNED_BYTES);
    if (bytes.length <= 4) break;
    let at = 0;
    for (let next = nextFrame(bytes, at); next !== undefined; next = nextFrame(bytes, at)) {
      seconds += next.frame.samples / next.frame.sampleRateHz;
      at = next.at + next.frame.bytes;
    }
    from += Math.max(at, bytes.length - 3);
  }
  return seconds;
}

function nextFrame(bytes: Uint8Array, from: number): { readonly at: number; readonly frame: MpegFrame } | undefined {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const frame = mpegFrameAt(bytes, at);
    if (frame !== undefined) return { at, frame };
  }
  return undefined;
}
