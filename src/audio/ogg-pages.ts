import { ByteQueue } from './byte-queue.ts';
import { viewOf } from './byte-arrays.ts';
import { isSoundOggPage } from './ogg-crc.ts';
import { OGG_PAGE_HEADER_BYTES, oggPageEnd } from './ogg-page.ts';

const FIRST_PAGE_FLAG = 2;
const MAGIC = Buffer.from('OggS', 'latin1');
/** The longest header: lengths of 255 segments follow. */
const LONGEST_HEADER_BYTES = OGG_PAGE_HEADER_BYTES + 255;
/** A file has a stream or two at a time. */
const MOST_STREAMS = 100;
/** Pages that overlap on purpose would have every byte checked thousands of times. */
const MOST_CHECKS_PER_BYTE = 4;

/** Counts the places of an Ogg file where pages are missing or damaged; decoders pass over them in silence. */
export class OggPages {
  readonly #queue = new ByteQueue();
  /** The number of the next page, by stream. */
  readonly #nextNumbers = new Map<number, number>();
  /** How many more bytes may be checked; a long first page always may. */
  #checkableBytes = 2 ** 17;
  #isLost = false;
  #damagedPlaces = 0;

  /** Places that are followed by a whole page. */
  get damagedPlaces(): number {
    return this.#damagedPlaces;
  }

  /** Takes the next bytes. */
  push(bytes: Uint8Array): void {
    this.#queue.push(bytes);
    this.#checkableBytes += MOST_CHECKS_PER_BYTE * bytes.length;
    while (this.#findPage()) {
      const { bytes: held } = this.#queue;
      const end = oggPageEnd(held, 0);
      if (end === undefined ? held.length < LONGEST_HEADER_BYTES : end > held.length) return;
      const page = held.subarray(0, end);
      const isSound = end !== undefined && this.#isSound(page);
      if (isSound) this.#meet(page);
      else this.#isLost = true;
      this.#queue.forget(isSound ? end : 1);
    }
  }

  /** Whether the queue begins with what may be a page, once everything before it is dropped. */
  #findPage(): boolean {
    const { bytes } = this.#queue;
    const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(MAGIC);
    const dropped = at < 0 ? Math.max(0, bytes.length - MAGIC.length + 1) : at;
    if (dropped > 0) this.#isLost = true;
    this.#queue.forget(dropped);
    return at >= 0;
  }

  #isSound(page: Uint8Array): boolean {
    if (page.length > this.#checkableBytes) return false;
    this.#checkableBytes -= page.length;
    return isSoundOggPage(page);
  }

  #meet(page: Uint8Array): void {
    const view = viewOf(page);
    const [stream, number] = [view.getUint32(14, true), view.getUint32(18, true)];
    const expected = (page[5]! & FIRST_PAGE_FLAG) === 0 ? this.#nextNumbers.get(stream) : undefined;
    if (this.#isLost || (expected !== undefined && number !== expected)) this.#damagedPlaces++;
    this.#isLost = false;
    if (this.#nextNumbers.size >= MOST_STREAMS) this.#nextNumbers.clear();
    this.#nextNumbers.set(stream, (number + 1) % 2 ** 32);
  }
}
