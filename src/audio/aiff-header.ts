import { checkFormat, invalidAudio } from './audio-errors.ts';
import type { ReadableBytes } from './audio-file.ts';
import { hasText, latin1 } from './audio-format.ts';
import { viewOf } from './byte-arrays.ts';
import { checkedLayout, type PcmExtent, type PcmLayout } from './pcm.ts';

/** What an AIFF file holds: plain samples, or a codec that a decoder must undo. */
export type AiffContent = AiffFormat & { readonly extent: PcmExtent };

type AiffFormat =
  | { readonly kind: 'pcm'; readonly layout: PcmLayout }
  | {
      readonly kind: 'coded';
      /** The checked body of the common chunk, up to the type of compression. */
      readonly common: Uint8Array;
      readonly bytesPerSecond: number;
    };

const MOST_CHUNKS = 1000;
/** Compression types of AIFF-C that audio-decode undoes piece by piece, of a byte a sample. */
const CODED: readonly string[] = ['alaw', 'ulaw', 'ALAW', 'ULAW'];
/** Compression types of AIFF-C that are plain samples. */
const PLAIN: Readonly<Record<string, Pick<PcmLayout, 'isBigEndian'> & { readonly isFloat: boolean }>> = {
  NONE: { isBigEndian: true, isFloat: false },
  twos: { isBigEndian: true, isFloat: false },
  sowt: { isBigEndian: false, isFloat: false },
  fl32: { isBigEndian: true, isFloat: true },
  FL32: { isBigEndian: true, isFloat: true },
  fl64: { isBigEndian: true, isFloat: true },
  FL64: { isBigEndian: true, isFloat: true },
};

/** Reads the header of an AIFF or AIFF-C file (Apple, 1991). Throws AUDIO_INVALID for one that contradicts itself. */
export async function readAiffHeader(file: ReadableBytes): Promise<AiffContent> {
  const isCompressible = hasText(await file.read(0, 12), 8, 'AIFC');
  const { common, sound } = await findChunks(file);
  if (common === undefined) throw invalidAudio(file.path, 'it is an AIFF file without a common chunk');
  const format = await readCommon(file, common, isCompressible);
  if (sound === undefined) throw invalidAudio(file.path, 'it is an AIFF file without a sound chunk');
  return { ...format, extent: await soundExtent(file, sound) };
}

interface Chunk {
  readonly firstByte: number;
  readonly byteCount: number;
}

async function findChunks(file: ReadableBytes): Promise<{ common: Chunk | undefined; sound: Chunk | undefined }> {
  let [common, sound]: (Chunk | undefined)[] = [];
  let offset = 12;
  for (let count = 0; count < MOST_CHUNKS && (common === undefined || sound === undefined); count++) {
    const header = await file.read(offset, 8);
    if (header.length < 8) break;
    const chunk = { firstByte: offset + 8, byteCount: viewOf(header).getUint32(4) };
    if (hasText(header, 0, 'COMM')) common = chunk;
    if (hasText(header, 0, 'SSND')) sound = chunk;
    offset = chunk.firstByte + chunk.byteCount + (chunk.byteCount % 2); // chunks begin at even bytes
  }
  return { common, sound };
}

/** The sound chunk begins with the offset of the first sample and a block size. */
async function soundExtent(file: ReadableBytes, { firstByte, byteCount }: Chunk): Promise<PcmExtent> {
  const body = await file.read(firstByte, 8);
  const skipped = body.length < 8 ? 8 : 8 + viewOf(body).getUint32(0);
  const isOpen = byteCount === 0 || byteCount === 0xffff_ffff;
  return { firstByte: firstByte + skipped, byteCount: isOpen ? undefined : Math.max(0, byteCount - skipped) };
}

/** What the common chunk states. */
async function readCommon(file: ReadableBytes, chunk: Chunk, isCompressible: boolean): Promise<AiffFormat> {
  const body = await file.read(chunk.firstByte, isCompressible ? 22 : 18);
  if (body.length < 18) throw invalidAudio(file.path, 'its common chunk is cut off');
  const view = viewOf(body);
  const format = { channelCount: view.getUint16(0), sampleRateHz: extendedFloat(view, 8) };
  checkFormat(file.path, format);
  const compression = body.length === 22 ? latin1(body.subarray(18)) : 'NONE';
  if (CODED.includes(compression)) {
    return { kind: 'coded', common: body, bytesPerSecond: format.channelCount * format.sampleRateHz };
  }
  const plain = PLAIN[compression];
  if (plain === undefined) {
    throw invalidAudio(file.path, `it is compressed as "${compression}", which is not supported`);
  }
  const layout = checkedLayout(file.path, {
    ...format,
    bits: 8 * Math.ceil(view.getUint16(6) / 8), // 12-bit samples fill 16 bits from the top
    kind: plain.isFloat ? 'float' : 'signed',
    isBigEndian: plain.isBigEndian,
  });
  return { kind: 'pcm', layout };
}

/** An 80-bit IEEE 754 number, rounded to a whole one. */
function extendedFloat(view: DataView, offset: number): number {
  const exponent = (view.getUint16(offset) & 0x7fff) - 16_383 - 63;
  return Math.round(Number(view.getBigUint64(offset + 2)) * 2 ** exponent);
}
