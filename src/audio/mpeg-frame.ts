import { viewOf } from './byte-arrays.ts';

/** The header of one MPEG audio frame (ISO/IEC 11172-3 §2.4.2.3, with the half rates of MPEG-2 and the quarters of 2.5). */
export interface MpegFrame {
  /** Length of the whole frame. */
  readonly bytes: number;
  readonly samples: number;
  readonly sampleRateHz: number;
  /** Bytes of side information after the header (layer III). */
  readonly sideInfoBytes: number;
}

/** kbit/s by bitrate index 1 … 14: layers I, II, III of MPEG-1, then layer I and layers II and III of MPEG-2. */
const BITRATES_KBPS = [
  [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const;
/** By version bits: MPEG-2.5, reserved, MPEG-2, MPEG-1. */
const VERSIONS = [
  { isMpeg1: false, rateDivisor: 4 },
  undefined,
  { isMpeg1: false, rateDivisor: 2 },
  { isMpeg1: true, rateDivisor: 1 },
] as const;
const MPEG1_RATES_HZ = [44_100, 48_000, 32_000] as const;

/** The MPEG audio frame whose header stands at `at`, or undefined where there is none. */
export function mpegFrameAt(bytes: Uint8Array, at: number): MpegFrame | undefined {
  if (at < 0 || at + 4 > bytes.length) return undefined;
  const word = viewOf(bytes).getUint32(at);
  if (!isHeader(word)) return undefined;
  const { isMpeg1, rateDivisor } = VERSIONS[(word >>> 19) & 3]!;
  const layer = 4 - ((word >>> 17) & 3);
  const sampleRateHz = MPEG1_RATES_HZ[(word >>> 10) & 3]! / rateDivisor;
  const kbps = BITRATES_KBPS[isMpeg1 ? layer - 1 : layer === 1 ? 3 : 4]![((word >>> 12) & 15) - 1]!;
  const samples = samplesPerFrame(layer, isMpeg1);
  const slotBytes = layer === 1 ? 4 : 1;
  const slots = Math.floor((samples * kbps * 125) / (sampleRateHz * slotBytes)) + ((word >>> 9) & 1);
  const isMono = ((word >>> 6) & 3) === 3;
  return { bytes: slots * slotBytes, samples, sampleRateHz, sideInfoBytes: sideInfoBytes(isMpeg1, isMono) };
}

/** Length of the ADTS frame (ISO/IEC 14496-3 §1.A.3.2) whose header stands at `at`, or undefined where there is none. */
export function adtsFrameBytes(bytes: Uint8Array, at: number): number | undefined {
  if (at < 0 || at + 7 > bytes.length) return undefined;
  const view = viewOf(bytes.subarray(at, at + 7));
  const isSync = (view.getUint16(0) & 0xfff6) === 0xfff0;
  const rateIndex = (view.getUint8(2) >> 2) & 15;
  const length = (view.getUint32(3) >>> 13) & 0x1fff;
  return isSync && rateIndex < 13 && length > 7 ? length : undefined;
}

/** Whether all sync bits are set and no field has a reserved value (bitrate 0 means "free", which nobody uses). */
function isHeader(word: number): boolean {
  const bitrateIndex = (word >>> 12) & 15;
  const isSync = word >>> 21 === 0x7ff;
  const isReserved = ((word >>> 19) & 3) === 1 || ((word >>> 17) & 3) === 0 || ((word >>> 10) & 3) === 3;
  return isSync && !isReserved && bitrateIndex > 0 && bitrateIndex < 15;
}

function samplesPerFrame(layer: number, isMpeg1: boolean): number {
  if (layer === 1) return 384;
  return layer === 3 && !isMpeg1 ? 576 : 1152;
}

function sideInfoBytes(isMpeg1: boolean, isMono: boolean): number {
  if (isMpeg1) return isMono ? 17 : 32;
  return isMono ? 9 : 17;
}
