import type { AudioBlock } from './audio-block.ts';
import { checkFormat, invalidAudio } from './audio-errors.ts';

/** How uncompressed samples lie in a file: interleaved, `bits` each, after a header. */
export interface PcmLayout {
  readonly sampleRateHz: number;
  readonly channelCount: number;
  readonly bits: 8 | 16 | 24 | 32 | 64;
  readonly kind: 'signed' | 'unsigned' | 'float';
  readonly isBigEndian: boolean;
}

/** What a header says about where samples lie; the file may hold less. */
export interface PcmExtent {
  readonly firstByte: number;
  /** Undefined when the header leaves it open, as programs do that write to a pipe or are interrupted. */
  readonly byteCount: number | undefined;
}

/** A layout as a header states it, whose sample size need not be one that exists. */
export type StatedLayout = Omit<PcmLayout, 'bits'> & { readonly bits: number };

/** Sizes that samples come in, by kind. */
const SAMPLE_BITS: Readonly<Record<PcmLayout['kind'], readonly number[]>> = {
  signed: [8, 16, 24, 32],
  unsigned: [8],
  float: [32, 64],
};

/** The layout if recordings have such; throws AUDIO_INVALID naming what is wrong with it. */
export function checkedLayout(path: string, layout: StatedLayout): PcmLayout {
  checkFormat(path, layout);
  if (SAMPLE_BITS[layout.kind].includes(layout.bits)) return layout as PcmLayout;
  throw invalidAudio(path, `its header states ${layout.kind} samples of ${String(layout.bits)} bits`);
}

/** Bytes of one sample of every channel. */
export function bytesPerFrame({ channelCount, bits }: PcmLayout): number {
  return (channelCount * bits) / 8;
}

/** Decodes interleaved PCM piece by piece; an incomplete frame at the end is left out. Integers are scaled by 2^(1 - bits). */
export async function* decodePcm(
  pieces: AsyncIterable<Uint8Array>,
  layout: PcmLayout,
): AsyncGenerator<AudioBlock, void> {
  const frameBytes = bytesPerFrame(layout);
  let rest = new Uint8Array(0);
  for await (const piece of pieces) {
    const bytes = joined(rest, piece);
    const frames = Math.floor(bytes.length / frameBytes);
    rest = bytes.slice(frames * frameBytes);
    if (frames > 0) yield { channels: deinterleave(bytes, frames, layout), sampleRateHz: layout.sampleRateHz };
  }
}

function joined(rest: Uint8Array<ArrayBuffer>, piece: Uint8Array): Uint8Array {
  if (rest.length === 0) return piece;
  const bytes = new Uint8Array(rest.length + piece.length);
  bytes.set(rest);
  bytes.set(piece, rest.length);
  return bytes;
}

function deinterleave(bytes: Uint8Array, frames: number, layout: PcmLayout): Float32Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const sampleAt = sampleReader(view, layout);
  const [sampleBytes, frameBytes] = [layout.bits / 8, bytesPerFrame(layout)];
  const channels = Array.from({ length: layout.channelCount }, () => new Float32Array(frames));
  for (const [channel, samples] of channels.entries()) {
    let offset = channel * sampleBytes;
    for (let frame = 0; frame < frames; frame++, offset += frameBytes) samples[frame] = sampleAt(offset);
  }
  return channels;
}

function sampleReader(view: DataView, { bits, kind, isBigEndian }: PcmLayout): (offset: number) => number {
  const isLittle = !isBigEndian;
  if (kind === 'float') {
    return bits === 64 ? (at) => view.getFloat64(at, isLittle) : (at) => view.getFloat32(at, isLittle);
  }
  if (bits === 8) {
    return kind === 'unsigned' ? (at) => (view.getUint8(at) - 128) / 128 : (at) => view.getInt8(at) / 128;
  }
  if (bits === 16) return (at) => view.getInt16(at, isLittle) / 2 ** 15;
  if (bits === 32) return (at) => view.getInt32(at, isLittle) / 2 ** 31;
  const [topByte, lowerBytes] = isBigEndian ? [0, 1] : [2, 0];
  return (at) => (view.getInt8(at + topByte) * 2 ** 16 + view.getUint16(at + lowerBytes, isLittle)) / 2 ** 23;
}
