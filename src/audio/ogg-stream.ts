import { checkFormat } from './audio-errors.ts';
import type { AudioFile } from './audio-file.ts';
import { hasText } from './audio-format.ts';
import { viewOf } from './byte-arrays.ts';
import type { CodedStream } from './coded-pieces.ts';
import { OGG_PAGE_HEADER_BYTES, oggPageEnd } from './ogg-page.ts';
import { OggPages } from './ogg-pages.ts';

/** A page holds 255 packets at most, and a packet of silence is 2 bytes for 0.12 s: a minute of sound in a piece. */
const PIECE_BYTES = 1024;
const LONGEST_PAGE_BYTES = OGG_PAGE_HEADER_BYTES + 255 + 255 * 255;
const LAST_PAGE_FLAG = 4;
/** Stands where no packet ends on a page. */
const NO_POSITION = 2n ** 64n - 1n;
/** The position of Opus counts these, whatever rate was recorded. */
const OPUS_RATE_HZ = 48_000;

/** An Ogg file (RFC 3533): the length is told from its last page, which also shows whether the file was cut off. */
export async function readOggStream(file: AudioFile, firstByte: number): Promise<CodedStream> {
  const { sampleRateHz, skippedSamples } = readFirstPacket(file.path, await file.read(firstByte, 128));
  const { position, isWhole } = await readEnd(file, firstByte);
  const pages = new OggPages();
  return {
    pieces: watchedPieces(file.pieces(firstByte, file.sizeBytes, PIECE_BYTES), pages),
    damagedPlaces: () => pages.damagedPlaces,
    declaredSeconds: undefined,
    heldSeconds: () => Math.max(0, position - skippedSamples) / sampleRateHz,
    notes: isWhole ? [] : ['The last page of the Ogg file is missing or cut off; the recording may end early.'],
  };
}

async function* watchedPieces(pieces: AsyncIterable<Uint8Array>, pages: OggPages): AsyncGenerator<Uint8Array, void> {
  for await (const bytes of pieces) {
    pages.push(bytes);
    yield bytes;
  }
}

interface FirstPacket {
  readonly sampleRateHz: number;
  /** Decoded samples before the recording begins. */
  readonly skippedSamples: number;
}

/** The format in the first packet, which stands at byte 28: decoders allocate for as many channels as it states. */
function readFirstPacket(path: string, head: Uint8Array): FirstPacket {
  const view = viewOf(head);
  if (hasText(head, 28, 'OpusHead') && head.length >= 40) {
    checkFormat(path, { sampleRateHz: OPUS_RATE_HZ, channelCount: head[37]! });
    return { sampleRateHz: OPUS_RATE_HZ, skippedSamples: view.getUint16(38, true) };
  }
  if (hasText(head, 28, '\x01vorbis') && head.length >= 44) {
    const format = { channelCount: head[39]!, sampleRateHz: view.getUint32(40, true) };
    checkFormat(path, format);
    return { ...format, skippedSamples: 0 };
  }
  if (hasText(head, 28, '\x7fFLAC') && head.length >= 60) {
    const format = { channelCount: ((head[57]! >> 1) & 7) + 1, sampleRateHz: view.getUint32(55) >>> 12 };
    checkFormat(path, format);
    return { ...format, skippedSamples: 0 };
  }
  return { sampleRateHz: OPUS_RATE_HZ, skippedSamples: 0 };
}

/**
 * The lower of the positions that the last two whole pages state (one of them may be damaged), and whether the last one
 * is marked as such.
 */
async function readEnd(file: AudioFile, firstByte: number): Promise<{ position: number; isWhole: boolean }> {
  const from = Math.max(firstByte, file.sizeBytes - 2 * LONGEST_PAGE_BYTES);
  const pages = [...wholePages(Buffer.from(await file.read(from, file.sizeBytes - from)))];
  const positions = pages.map(({ position }) => position).filter((position) => position !== NO_POSITION);
  const [last, secondLast] = [positions.at(-1), positions.at(-2)];
  return {
    position: last === undefined || secondLast === undefined ? 0 : Math.min(Number(last), Number(secondLast)),
    isWhole: pages.at(-1)?.isMarkedLast ?? false,
  };
}

/** The pages that lie in these bytes in full; one that is followed by a page in part is not the last. */
function* wholePages(tail: Buffer): Generator<{ position: bigint; isMarkedLast: boolean }, void> {
  for (let at = tail.indexOf('OggS'); at >= 0;) {
    const end = oggPageEnd(tail, at);
    const isWhole = end !== undefined && end <= tail.length;
    const next = tail.indexOf('OggS', isWhole ? end : at + 1);
    if (isWhole) {
      const isMarkedLast = (tail[at + 5]! & LAST_PAGE_FLAG) !== 0;
      yield { position: tail.readBigUInt64LE(at + 6), isMarkedLast: isMarkedLast && next < 0 };
    }
    at = next;
  }
}
