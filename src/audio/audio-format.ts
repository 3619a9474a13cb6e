import type { ReadableBytes } from './audio-file.ts';
import { adtsFrameBytes, mpegFrameAt } from './mpeg-frame.ts';

/** How a file is read: which of our own parsers or which decoder of audio-decode. */
export type AudioFormat =
  | 'wav'
  | 'aiff'
  | 'sph'
  | 'mp3'
  | 'flac'
  | 'opus'
  | 'oga'
  | 'm4a'
  | 'aac'
  | 'mkv'
  | 'caf'
  | 'amr'
  | 'wma'
  | 'qoa'
  | 'wv'
  | 'tta'
  | 'avi';

interface Signature {
  readonly format: AudioFormat;
  /** Text (one character a byte) and where it stands. */
  readonly marks: readonly (readonly [offset: number, text: string])[];
}

/** The first bytes of each container; more specific ones first. */
const SIGNATURES: readonly Signature[] = [
  { format: 'wav', marks: [[0, 'RIFF'], [8, 'WAVE']] }, // prettier-ignore
  { format: 'wav', marks: [[0, 'RF64'], [8, 'WAVE']] }, // prettier-ignore
  { format: 'wav', marks: [[0, 'BW64'], [8, 'WAVE']] }, // prettier-ignore
  { format: 'avi', marks: [[0, 'RIFF'], [8, 'AVI ']] }, // prettier-ignore
  { format: 'aiff', marks: [[0, 'FORM'], [8, 'AIFF']] }, // prettier-ignore
  { format: 'aiff', marks: [[0, 'FORM'], [8, 'AIFC']] }, // prettier-ignore
  { format: 'sph', marks: [[0, 'NIST_1A\n']] },
  { format: 'flac', marks: [[0, 'fLaC']] },
  { format: 'opus', marks: [[0, 'OggS'], [28, 'OpusHead']] }, // prettier-ignore
  { format: 'oga', marks: [[0, 'OggS'], [28, '\x01vorbis']] }, // prettier-ignore
  { format: 'flac', marks: [[0, 'OggS'], [28, '\x7fFLAC']] }, // prettier-ignore
  { format: 'm4a', marks: [[4, 'ftyp']] },
  { format: 'm4a', marks: [[4, 'moov']] },
  { format: 'm4a', marks: [[4, 'mdat']] },
  { format: 'm4a', marks: [[4, 'wide']] },
  { format: 'mkv', marks: [[0, '\x1a\x45\xdf\xa3']] }, // WebM is a Matroska file
  { format: 'caf', marks: [[0, 'caff']] },
  { format: 'amr', marks: [[0, '#!AMR']] },
  { format: 'wma', marks: [[0, '\x30\x26\xb2\x75\x8e\x66\xcf\x11']] },
  { format: 'qoa', marks: [[0, 'qoaf']] },
  { format: 'wv', marks: [[0, 'wvpk']] },
  { format: 'tta', marks: [[0, 'TTA1']] },
];

const HEAD_BYTES = 16_384;

/** What a file holds and the first byte past any ID3 tag; the format is undefined if unknown. */
export async function findFormat(
  file: ReadableBytes,
): Promise<{ readonly format: AudioFormat | undefined; readonly firstByte: number }> {
  const firstByte = id3Length(await file.read(0, 10));
  return { firstByte, format: recognizeFormat(await file.read(firstByte, HEAD_BYTES)) };
}

/** What a file holds by its first bytes (16 kB of them, where there are as many), past any ID3 tag; undefined if unknown. */
export function recognizeFormat(head: Uint8Array): AudioFormat | undefined {
  const signature = SIGNATURES.find(({ marks }) => marks.every(([offset, text]) => hasText(head, offset, text)));
  return signature?.format ?? framedFormat(head);
}

/** Length in bytes of the ID3v2 tag (https://id3.org/id3v2.4.0-structure) that `head` begins with; 0 if there is none. */
export function id3Length(head: Uint8Array): number {
  if (!hasText(head, 0, 'ID3') || head.length < 10) return 0;
  const body = head.subarray(6, 10).reduce((size, byte) => size * 128 + (byte & 0x7f), 0);
  const footer = head[5]! & 0x10 ? 10 : 0;
  return 10 + body + footer;
}

/** Whether `text`, one character a byte, stands at `offset`. */
export function hasText(bytes: Uint8Array, offset: number, text: string): boolean {
  return latin1(bytes.subarray(offset, offset + text.length)) === text;
}

/** Bytes as text, one character a byte. */
export function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

/** MPEG audio and ADTS have no signature, only frames: one must end where another begins. */
function framedFormat(head: Uint8Array): AudioFormat | undefined {
  for (let at = head.indexOf(0xff); at >= 0; at = head.indexOf(0xff, at + 1)) {
    const mpegFrame = mpegFrameAt(head, at);
    if (mpegFrame !== undefined && mpegFrameAt(head, at + mpegFrame.bytes) !== undefined) return 'mp3';
    const adtsBytes = adtsFrameBytes(head, at);
    if (adtsBytes !== undefined && adtsFrameBytes(head, at + adtsBytes) !== undefined) return 'aac';
  }
  return undefined;
}
