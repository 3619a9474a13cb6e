import { concatBytes } from './byte-arrays.ts';
import { flacCrc16 } from './flac-crc.ts';
import {
  flacHeaderAt,
  LONGEST_HEADER_BYTES,
  mayBeginFrame,
  type FlacFrameHeader,
  type FlacStreamInfo,
} from './flac-frame.ts';
import { flacFrameAt } from './flac-number.ts';
import { silentFlacFrames } from './flac-silence.ts';

/** One whole frame. */
export interface FlacFrame {
  readonly bytes: Uint8Array;
  readonly samples: number;
}

/** More than any encoder writes; what is longer is damaged. */
const MOST_FRAME_BYTES = 2 ** 19;
/** Headers of which each may be the next whole frame's. */
const MOST_STARTS = 8;
/** A longer gap is a wrong number and no lost sound. */
const LONGEST_GAP_SECONDS = 60;

/** Where a frame may have begun, and the check of the bytes since then. */
interface Start {
  at: number;
  readonly header: FlacFrameHeader;
  crc: number;
}

/**
 * Cuts the bytes of one FLAC file into frames. A frame counts when its check is right where the next one begins; what
 * lies between such frames is left out, with as much silence in its place as their numbers tell. The decoder itself
 * would hold everything from a damaged frame to the end of the file. Numbers that leap are mended: the decoder's library
 * makes up to 50 frames of silence for a leap, which nobody takes from its 16 MB of memory.
 */
export class FlacFrames {
  readonly #info: FlacStreamInfo;
  #bytes: Uint8Array = new Uint8Array(0);
  #scanned = 0;
  #starts: Start[] = [];
  #hasLost = false;
  #damagedPlaces = 0;
  /** Where the next frame should begin, by the file and for the decoder. */
  #nextPosition: number | undefined;
  #nextDecoded: number | undefined;

  constructor(info: FlacStreamInfo) {
    this.#info = info;
  }

  /** Places where bytes were left out. */
  get damagedPlaces(): number {
    return this.#damagedPlaces;
  }

  /** Takes the next bytes and gives the frames that are complete now. */
  push(bytes: Uint8Array): FlacFrame[] {
    this.#bytes = concatBytes([this.#bytes, bytes]);
    // A header that is there in part only is looked at with the bytes that follow.
    const frames = this.#scan(Math.max(this.#scanned, this.#bytes.length - LONGEST_HEADER_BYTES));
    while (this.#starts.length > 0 && this.#bytes.length - this.#starts[0]!.at > MOST_FRAME_BYTES) this.#dropFirst();
    this.#forget(this.#starts[0]?.at ?? this.#scanned);
    return frames;
  }

  /** The last frame, once no more bytes follow. */
  finish(): FlacFrame[] {
    const frames = this.#scan(this.#bytes.length);
    for (const start of this.#starts) {
      const end = lastCheckedEnd(this.#bytes, start.at);
      if (end !== undefined) return [...frames, ...this.#take(start, end)];
    }
    if (this.#starts.length > 0) this.#lose();
    return frames;
  }

  #scan(to: number): FlacFrame[] {
    const frames: FlacFrame[] = [];
    const bytes = this.#bytes;
    for (let at = bytes.indexOf(0xff, this.#scanned); at >= 0 && at < to; at = bytes.indexOf(0xff, at + 1)) {
      const header = mayBeginFrame(bytes, at) ? flacHeaderAt(bytes, at, this.#info) : undefined;
      if (header !== undefined) frames.push(...this.#meet(at, header));
    }
    this.#check(to);
    return frames;
  }

  /** Ends the frame that is whole where another header stands. */
  #meet(at: number, header: FlacFrameHeader): FlacFrame[] {
    this.#check(at);
    const whole = this.#starts.find(({ crc }) => crc === 0);
    const frames = whole === undefined ? [] : this.#take(whole, at);
    if (whole !== undefined) this.#starts = [];
    this.#starts.push({ at, header, crc: 0 });
    if (this.#starts.length > MOST_STARTS) this.#dropFirst();
    return frames;
  }

  #check(to: number): void {
    for (const start of this.#starts) {
      start.crc = flacCrc16(this.#bytes, Math.max(this.#scanned, start.at), to, start.crc);
    }
    this.#scanned = to;
  }

  #take(start: Start, end: number): FlacFrame[] {
    if (start !== this.#starts[0]) this.#lose();
    const { header } = start;
    const gap = this.#hasLost ? header.position - (this.#nextPosition ?? header.position) : 0;
    this.#hasLost = false;
    this.#nextPosition = header.position + header.samples;
    return [...this.#silence(gap, header), this.#numbered(this.#bytes.slice(start.at, end), header)];
  }

  #silence(samples: number, like: FlacFrameHeader): FlacFrame[] {
    if (!(samples > 0 && samples <= LONGEST_GAP_SECONDS * this.#info.sampleRateHz)) return [];
    const position = this.#nextDecoded ?? 0;
    this.#nextDecoded = position + samples;
    return [...silentFlacFrames({ position, samples }, this.#info, like)];
  }

  #numbered(bytes: Uint8Array, header: FlacFrameHeader): FlacFrame {
    const { position, samples } = header;
    const decoded = Math.min(position, this.#nextDecoded ?? position);
    this.#nextDecoded = decoded + samples;
    return { bytes: decoded === position ? bytes : flacFrameAt(decoded, bytes, header), samples };
  }

  #dropFirst(): void {
    this.#starts.shift();
    this.#lose();
  }

  #lose(): void {
    if (!this.#hasLost) this.#damagedPlaces++;
    this.#hasLost = true;
  }

  #forget(count: number): void {
    this.#bytes = this.#bytes.subarray(count);
    this.#scanned -= count;
    for (const start of this.#starts) start.at -= count;
  }
}

/** The last place where the check of a frame that begins at `at` is right: tags may follow the last frame. */
function lastCheckedEnd(bytes: Uint8Array, at: number): number | undefined {
  let [crc, end]: [number, number | undefined] = [0, undefined];
  for (let next = at; next < bytes.length; next++) {
    crc = flacCrc16(bytes, next, next + 1, crc);
    if (crc === 0) end = next + 1;
  }
  return end;
}
