import { checkFormat, invalidAudio } from './audio-errors.ts';
import type { ReadableBytes } from './audio-file.ts';
import { hasText, latin1 } from './audio-format.ts';
import { viewOf } from './byte-arrays.ts';
import { bytesPerFrame, checkedLayout, type PcmExtent, type PcmLayout } from './pcm.ts';

/** What a CAF file holds: plain samples, or a codec that a decoder must undo. */
export type CafContent = CafFormat & { readonly extent: PcmExtent };

type CafFormat =
  | { readonly kind: 'pcm'; readonly layout: PcmLayout }
  | {
      readonly kind: 'coded';
      /** The checked body of the description chunk. */
      readonly description: Uint8Array;
      readonly bytesPerSecond: number;
    };

/** The header of the file, then the header and body of its first chunk (Apple Core Audio Format Specification 1.0). */
const DESCRIPTION_BYTES = 8 + 12 + 32;
const CHUNK_HEADER_BYTES = 12;
const EDIT_COUNT_BYTES = 4;
/** A header is small; more chunks than this before the samples are a loop or garbage. */
const MOST_CHUNKS = 1000;
const FLOAT_FLAG = 1;
const LITTLE_ENDIAN_FLAG = 2;
/** Packets of the codecs that audio-decode undoes; `ima4` is Apple's IMA ADPCM. */
const PACKETS: Readonly<Record<string, { readonly bytesPerChannel: number; readonly frames: number }>> = {
  alaw: { bytesPerChannel: 1, frames: 1 },
  ulaw: { bytesPerChannel: 1, frames: 1 },
  ima4: { bytesPerChannel: 34, frames: 64 },
};

/** Reads the header of a CAF file, wherever its chunks lie. Throws AUDIO_INVALID for one that contradicts itself. */
export async function readCafHeader(file: ReadableBytes): Promise<CafContent> {
  const head = await file.read(0, DESCRIPTION_BYTES);
  if (head.length < DESCRIPTION_BYTES || !hasText(head, 8, 'desc')) {
    throw invalidAudio(file.path, 'it is a CAF file without a description');
  }
  const version = viewOf(head).getUint16(4);
  if (version !== 1) throw invalidAudio(file.path, `it is a CAF file of version ${String(version)}, expected 1`);
  const format = readFormat(file.path, head.subarray(20));
  return { ...format, extent: await findData(file) };
}

interface Description {
  readonly codec: string;
  readonly sampleRateHz: number;
  readonly flags: number;
  readonly packet: Packet;
  readonly channelCount: number;
  readonly bits: number;
}

interface Packet {
  readonly bytes: number;
  readonly frames: number;
}

function readFormat(path: string, body: Uint8Array): CafFormat {
  const description = readDescription(body);
  const { codec, sampleRateHz, channelCount, packet } = description;
  checkFormat(path, description);
  if (codec === 'lpcm') return { kind: 'pcm', layout: plainLayout(path, description) };
  const known = PACKETS[codec];
  if (known === undefined) throw invalidAudio(path, `it is compressed as "${codec}", which is not supported`);
  const expected = { bytes: known.bytesPerChannel * channelCount, frames: known.frames };
  checkPacket(path, packet, expected);
  return { kind: 'coded', description: body, bytesPerSecond: (expected.bytes * sampleRateHz) / expected.frames };
}

function readDescription(body: Uint8Array): Description {
  const view = viewOf(body);
  return {
    sampleRateHz: view.getFloat64(0),
    codec: latin1(body.subarray(8, 12)),
    flags: view.getUint32(12),
    packet: { bytes: view.getUint32(16), frames: view.getUint32(20) },
    channelCount: view.getUint32(24),
    bits: view.getUint32(28),
  };
}

function plainLayout(path: string, { flags, packet, sampleRateHz, channelCount, bits }: Description): PcmLayout {
  const layout = checkedLayout(path, {
    sampleRateHz: Math.round(sampleRateHz),
    channelCount,
    bits,
    kind: (flags & FLOAT_FLAG) === 0 ? 'signed' : 'float',
    isBigEndian: (flags & LITTLE_ENDIAN_FLAG) === 0,
  });
  checkPacket(path, packet, { bytes: bytesPerFrame(layout), frames: 1 });
  return layout;
}

/** A decoder waits for packets of the size that is stated, and makes room for as many frames; 0 leaves it to the codec. */
function checkPacket(path: string, found: Packet, expected: Packet): void {
  if ([0, expected.bytes].includes(found.bytes) && [0, expected.frames].includes(found.frames)) return;
  const [stated, known] = [found, expected].map(({ bytes, frames }) => `${String(bytes)} bytes and ${String(frames)} frames`); // prettier-ignore
  throw invalidAudio(path, `its description states packets of ${stated!}, expected ${known!}`);
}

async function findData(file: ReadableBytes): Promise<PcmExtent> {
  let at = 8;
  for (let count = 0; count < MOST_CHUNKS; count++) {
    const header = await file.read(at, CHUNK_HEADER_BYTES);
    if (header.length < CHUNK_HEADER_BYTES) break;
    const byteCount = Number(viewOf(header).getBigInt64(4));
    const firstByte = at + CHUNK_HEADER_BYTES;
    if (hasText(header, 0, 'data')) return dataExtent(firstByte, byteCount);
    if (byteCount < 0) break; // only samples may be of a size that is not known
    at = firstByte + byteCount;
  }
  throw invalidAudio(
    file.path,
    `it is a CAF file without a data chunk: its other chunks reach to byte ${String(at)} of ${String(file.sizeBytes)}`,
  );
}

/** The data chunk begins with a count of edits. */
function dataExtent(firstByte: number, byteCount: number): PcmExtent {
  return {
    firstByte: firstByte + EDIT_COUNT_BYTES,
    byteCount: byteCount < 0 ? undefined : Math.max(0, byteCount - EDIT_COUNT_BYTES),
  };
}
