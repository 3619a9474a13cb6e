import { flacCrc16, flacCrc8 } from './flac-crc.ts';
import type { FlacFrameHeader } from './flac-frame.ts';

/** The beginning of a frame that is numbered by its first sample. */
export const NUMBERED_BY_SAMPLE = [0xff, 0xf9] as const;
const NUMBER_BYTE = 4;

/** A number of at most 36 bits in the extended UTF-8 of FLAC. */
export function codedFlacNumber(value: number): number[] {
  if (value < 0x80) return [value];
  const bytes: number[] = [];
  let [left, freeBits] = [value % 2 ** 36, 6];
  for (; left >= 2 ** freeBits; freeBits--) {
    bytes.unshift(0x80 | (left % 64));
    left = Math.floor(left / 64);
  }
  return [((0xfe << freeBits) & 0xff) | left, ...bytes];
}

/** The same frame at another place in the recording. */
export function flacFrameAt(position: number, frame: Uint8Array, { headerBytes }: FlacFrameHeader): Uint8Array {
  const numberEnd = NUMBER_BYTE + Math.max(1, Math.clz32(~(frame[NUMBER_BYTE]! << 24)));
  const layout = [frame[2]!, frame[3]!];
  const sizes = frame.subarray(numberEnd, headerBytes - 1);
  const header = [...NUMBERED_BY_SAMPLE, ...layout, ...codedFlacNumber(position), ...sizes];
  return checkedFlacFrame(header, frame.subarray(headerBytes, -2));
}

/** A whole frame with both of its checks. */
export function checkedFlacFrame(header: readonly number[], body: Uint8Array): Uint8Array {
  const frame = new Uint8Array(header.length + 1 + body.length + 2);
  frame.set(header);
  frame[header.length] = flacCrc8(frame, 0, header.length);
  frame.set(body, header.length + 1);
  const check = flacCrc16(frame, 0, frame.length - 2);
  frame.set([check >> 8, check & 0xff], frame.length - 2);
  return frame;
}
