import { checkFormat, invalidAudio } from './audio-errors.ts';
import type { ReadableBytes } from './audio-file.ts';
import { hasText, latin1 } from './audio-format.ts';
import { viewOf } from './byte-arrays.ts';
import { checkedLayout, type PcmExtent, type PcmLayout } from './pcm.ts';

/** What a WAV file holds: plain samples, or a codec such as A-law or ADPCM that a decoder must undo. */
export type WavContent =
  | { readonly kind: 'pcm'; readonly layout: PcmLayout; readonly extent: PcmExtent }
  | {
      readonly kind: 'coded';
      /** The checked format chunk, with the tag of the codec itself. */
      readonly format: Uint8Array;
      readonly extent: PcmExtent;
    };

/** A header is small; more chunks than this before the samples are a loop or garbage. */
const MOST_CHUNKS = 1000;
/** Chunk sizes that stand for "not known when the header was written". */
const OPEN_SIZES: readonly number[] = [0xffff_ffff, 0xffff_fff0, 0x7fff_ffff];

/** Codecs by format tag (RFC 2361) that are plain samples. */
const FORMAT_PCM = 1;
const FORMAT_FLOAT = 3;
const FORMAT_EXTENSIBLE = 0xfffe; // the real tag is the start of the GUID at byte 24
const CODED_FORMATS: readonly number[] = [2, 6, 7, 0x11]; // Microsoft ADPCM, A-law, µ-law, IMA ADPCM
const MICROSOFT_ADPCM = 2;
const IMA_ADPCM = 0x11;
/** That of Microsoft's ADPCM with its seven pairs of coefficients. */
const LONGEST_FORMAT_BYTES = 50;

/**
 * Reads the header of a RIFF, RF64 or BW64 WAVE file (EBU Tech 3306) chunk by chunk, wherever its chunks lie.
 * Throws AUDIO_INVALID for one that contradicts itself.
 */
export async function readWavHeader(file: ReadableBytes): Promise<WavContent> {
  const head = await file.read(0, 12);
  const search: ChunkSearch = { file, riffBytes: viewOf(head).getUint32(4, true), isRf64: !hasText(head, 0, 'RIFF') };
  let format: WavFormat | undefined;
  let longDataBytes: number | undefined;
  let offset = 12;
  for (let count = 0; count < MOST_CHUNKS && offset + 8 <= file.sizeBytes; count++) {
    const chunk = await chunkAt(file, offset);
    if (chunk === undefined) break;
    if (chunk.id === 'ds64') longDataBytes = await readLongDataBytes(file, chunk);
    else if (chunk.id === 'fmt ') format = await readFormat(file, chunk);
    else if (chunk.id === 'data') return contentOf(file.path, format, extentOf(search, chunk, longDataBytes));
    offset = chunk.firstByte + chunk.byteCount + (chunk.byteCount % 2); // chunks begin at even bytes
  }
  throw invalidAudio(file.path, 'it is a WAV file without a data chunk');
}

interface ChunkSearch {
  readonly file: ReadableBytes;
  /** The size the file claims for itself, less 8. */
  readonly riffBytes: number;
  readonly isRf64: boolean;
}

interface Chunk {
  readonly id: string;
  readonly firstByte: number;
  readonly byteCount: number;
}

interface WavFormat {
  readonly tag: number;
  readonly channelCount: number;
  readonly sampleRateHz: number;
  readonly frameBytes: number;
  readonly bits: number;
  /** The chunk as it stands in the file. */
  readonly body: Uint8Array;
}

async function chunkAt(file: ReadableBytes, offset: number): Promise<Chunk | undefined> {
  const header = await file.read(offset, 8);
  if (header.length < 8) return undefined;
  return { id: latin1(header.subarray(0, 4)), byteCount: viewOf(header).getUint32(4, true), firstByte: offset + 8 };
}

/** The data chunk's size in a file of more than 4 GB, whose own size field is too small. */
async function readLongDataBytes(file: ReadableBytes, chunk: Chunk): Promise<number | undefined> {
  const body = await file.read(chunk.firstByte, 16);
  return body.length < 16 ? undefined : Number(viewOf(body).getBigUint64(8, true));
}

async function readFormat(file: ReadableBytes, chunk: Chunk): Promise<WavFormat> {
  const body = await file.read(chunk.firstByte, Math.min(chunk.byteCount, LONGEST_FORMAT_BYTES));
  if (body.length < 16) throw invalidAudio(file.path, 'its format chunk is cut off');
  const view = viewOf(body);
  const tag = view.getUint16(0, true);
  return {
    tag: tag === FORMAT_EXTENSIBLE && body.length >= 26 ? view.getUint16(24, true) : tag,
    channelCount: view.getUint16(2, true),
    sampleRateHz: view.getUint32(4, true),
    frameBytes: view.getUint16(12, true),
    bits: view.getUint16(14, true),
    body,
  };
}

function extentOf(
  { file, riffBytes, isRf64 }: ChunkSearch,
  chunk: Chunk,
  longDataBytes: number | undefined,
): PcmExtent {
  const { firstByte, byteCount } = chunk;
  if (isRf64 && longDataBytes !== undefined && byteCount === 0xffff_ffff) {
    return { firstByte, byteCount: longDataBytes };
  }
  const isEmptyOnPurpose = byteCount === 0 && riffBytes + 8 === file.sizeBytes;
  const isOpen = OPEN_SIZES.includes(byteCount) || (byteCount === 0 && !isEmptyOnPurpose);
  return { firstByte, byteCount: isOpen ? undefined : byteCount };
}

function contentOf(path: string, format: WavFormat | undefined, extent: PcmExtent): WavContent {
  if (format === undefined) throw invalidAudio(path, 'it is a WAV file without a format chunk');
  checkFormat(path, format);
  const { tag, channelCount, bits, frameBytes } = format;
  if (CODED_FORMATS.includes(tag)) return { kind: 'coded', format: checkedCoded(path, format), extent };
  if (tag !== FORMAT_PCM && tag !== FORMAT_FLOAT) {
    throw invalidAudio(path, `it is a WAV file with format 0x${tag.toString(16)}, which is not supported`);
  }
  if (frameBytes * 8 !== channelCount * bits) {
    throw invalidAudio(
      path,
      `its header says ${String(frameBytes)} bytes a frame, which does not fit ${String(channelCount)} channels of ${String(bits)} bits`,
    );
  }
  const kind = tag === FORMAT_FLOAT ? 'float' : bits === 8 ? 'unsigned' : 'signed';
  const { sampleRateHz } = format;
  const layout = checkedLayout(path, { sampleRateHz, channelCount, bits, kind, isBigEndian: false });
  return { kind: 'pcm', layout, extent };
}

/** A decoder allocates what a block is said to hold; no codec here spends less than 4 bits on a sample. */
function checkedCoded(path: string, { tag, channelCount, frameBytes, body }: WavFormat): Uint8Array {
  const view = viewOf(body);
  const isAdpcm = tag === MICROSOFT_ADPCM || tag === IMA_ADPCM;
  if (isAdpcm && body.length < 20) throw invalidAudio(path, 'its format chunk is cut off');
  const samplesPerBlock = isAdpcm ? view.getUint16(18, true) : 0;
  if (frameBytes === 0 || samplesPerBlock * channelCount > 2 * frameBytes) {
    const claim = `${String(samplesPerBlock)} samples of ${String(channelCount)} channels in ${String(frameBytes)} bytes`;
    throw invalidAudio(path, `its header says that a block holds ${claim}`);
  }
  const coefficients = tag === MICROSOFT_ADPCM && body.length >= 22 ? view.getUint16(20, true) : 0;
  if (22 + 4 * coefficients > Math.max(22, body.length)) throw invalidAudio(path, 'its format chunk is cut off');
  const format = body.slice();
  viewOf(format).setUint16(0, tag, true);
  return format;
}
