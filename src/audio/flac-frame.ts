import { viewOf } from './byte-arrays.ts';
import { flacCrc8 } from './flac-crc.ts';

/** What the first metadata block of a FLAC file states about all frames. */
export interface FlacStreamInfo {
  readonly sampleRateHz: number;
  readonly channelCount: number;
  readonly bits: number;
  /** Of frames that are numbered one by one. */
  readonly blockSamples: number;
  /** 0 where it is not known. */
  readonly totalSamples: number;
}

/** A frame header (RFC 9639 §9.1). */
export interface FlacFrameHeader {
  readonly samples: number;
  /** Where the frame stands in the recording, in samples. */
  readonly position: number;
  /** The codes of rate and sample size, and the rate itself where it has no code, to be repeated in other frames. */
  readonly rateCode: number;
  readonly sizeCode: number;
  readonly rateBytes: Uint8Array;
  /** How long the header is, its check byte included. */
  readonly headerBytes: number;
}

/** The longest header, its check byte included. */
export const LONGEST_HEADER_BYTES = 17;
const STREAM_INFO_BYTES = 34;

/** Reads the 34 bytes of a stream info block. */
export function readStreamInfo(body: Uint8Array): FlacStreamInfo {
  const view = viewOf(body.subarray(0, STREAM_INFO_BYTES));
  const packed = view.getBigUint64(10); // rate 20 bits, channels 3, bits a sample 5, samples 36
  return {
    sampleRateHz: Number(packed >> 44n),
    channelCount: Number((packed >> 41n) & 7n) + 1,
    bits: Number((packed >> 36n) & 31n) + 1,
    blockSamples: view.getUint16(2),
    totalSamples: Number(packed & 0xf_ffff_ffffn),
  };
}

/** Whether the 15 bits that every frame begins with stand here, as far as the bytes go. */
export function mayBeginFrame(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xff && (at + 1 >= bytes.length || (bytes[at + 1]! & 0xfe) === 0xf8);
}

/** The frame header at `at`; undefined where none is complete or its check byte is wrong. */
export function flacHeaderAt(bytes: Uint8Array, at: number, info: FlacStreamInfo): FlacFrameHeader | undefined {
  if (at + 6 > bytes.length || !mayBeginFrame(bytes, at) || !hasKnownLayout(bytes, at, info)) return undefined;
  const number = codedNumber(bytes, at + 4);
  if (number === undefined) return undefined;
  const blockCode = bytes[at + 2]! >> 4;
  const afterBlock = number.end + (blockCode === 6 ? 1 : blockCode === 7 ? 2 : 0);
  const end = afterBlock + rateByteCount(bytes[at + 2]! & 15);
  if (end >= bytes.length || flacCrc8(bytes, at, end) !== bytes[end]) return undefined;
  const isVariable = (bytes[at + 1]! & 1) === 1;
  const position = isVariable ? number.value : number.value * info.blockSamples;
  return {
    samples: blockSamples(bytes, blockCode, number.end),
    position,
    rateCode: bytes[at + 2]! & 15,
    sizeCode: (bytes[at + 3]! >> 1) & 7,
    rateBytes: bytes.slice(afterBlock, end),
    headerBytes: end + 1 - at,
  };
}

function hasKnownLayout(bytes: Uint8Array, at: number, { channelCount }: FlacStreamInfo): boolean {
  const blockCode = bytes[at + 2]! >> 4;
  const channels = bytes[at + 3]! >> 4;
  const isReserved = blockCode === 0 || (bytes[at + 2]! & 15) === 15 || channels > 10 || (bytes[at + 3]! & 1) === 1;
  return !isReserved && (channels < 8 ? channels + 1 : 2) === channelCount;
}

/** A number in the extended UTF-8 of FLAC, at most 36 bits. */
function codedNumber(bytes: Uint8Array, at: number): { readonly value: number; readonly end: number } | undefined {
  const first = bytes[at]!;
  if (first < 0x80) return { value: first, end: at + 1 };
  const ones = Math.clz32(~(first << 24));
  if (ones < 2 || ones > 7 || at + ones > bytes.length) return undefined;
  let value = first & (0x7f >> ones);
  for (let n = 1; n < ones; n++) {
    if ((bytes[at + n]! & 0xc0) !== 0x80) return undefined;
    value = value * 64 + (bytes[at + n]! & 0x3f);
  }
  return { value, end: at + ones };
}

function rateByteCount(code: number): number {
  if (code === 12) return 1;
  return code === 13 || code === 14 ? 2 : 0;
}

function blockSamples(bytes: Uint8Array, code: number, at: number): number {
  if (code === 1) return 192;
  if (code <= 5) return 576 << (code - 2);
  if (code === 6) return bytes[at]! + 1;
  return code === 7 ? bytes[at]! * 256 + bytes[at + 1]! + 1 : 256 << (code - 8);
}
