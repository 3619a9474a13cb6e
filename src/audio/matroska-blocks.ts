import { ByteQueue } from './byte-queue.ts';
import { ELEMENT_HEADER_BYTES, readMatroskaElement, unsignedBody, type MatroskaElement } from './matroska-element.ts';

/** Whole elements, one behind the other. */
export interface MatroskaRun {
  readonly bytes: Uint8Array;
  /** Where the first of them belongs if some before it are missing: timestamp units after the first cluster's. */
  readonly resumesAt: number | undefined;
}

const SEGMENT = 0x1853_8067;
const CLUSTER = 0x1f43_b675;
const CLUSTER_ID = Uint8Array.of(0x1f, 0x43, 0xb6, 0x75);
const TIMESTAMP = 0xe7;
const CHECK = 0xbf;
/** What a cluster holds (RFC 9559 §5.1.3), and what stands between clusters, of four bytes each. */
const IN_CLUSTER = new Set([TIMESTAMP, CHECK, 0xec, 0xa3, 0xa0, 0xa7, 0xab, 0xaf, 0x5854]);
const BETWEEN_CLUSTERS = new Set([0x1a45_dfa3, 0x114d_9b74, 0x1549_a966, 0x1654_ae6b, 0x1c53_bb6b, 0x1941_a469, 0x1043_a770, 0x1254_c367]); // prettier-ignore
/** More than a picture of 8K takes; what is longer is damaged. */
const MOST_ELEMENT_BYTES = 2 ** 24;
/** The beginnings of a cluster, its check and its timestamp. */
const CLUSTER_START_BYTES = 3 * ELEMENT_HEADER_BYTES;

/**
 * Cuts the clusters of one Matroska file into elements. One counts when another known one begins behind it; where that
 * is not so, everything is left out up to the next cluster. The decoder itself would hold all that follows, waiting for
 * the end of an element that is none.
 */
export class MatroskaBlocks {
  readonly #queue = new ByteQueue();
  /** The end of what counts, and of the element behind it. */
  #sound = 0;
  #end = 0;
  #isLost = false;
  #damagedPlaces = 0;
  #firstTimestamp: number | undefined;
  #resumesAt: number | undefined;

  /** Places where bytes were left out. */
  get damagedPlaces(): number {
    return this.#damagedPlaces;
  }

  /** Takes the next bytes, the first of which begin a cluster, and gives the elements that are whole now. */
  push(bytes: Uint8Array): MatroskaRun[] {
    this.#queue.push(bytes);
    return this.#scan(ELEMENT_HEADER_BYTES);
  }

  /** The last elements, once no more bytes follow. */
  finish(): MatroskaRun[] {
    const runs = this.#scan(1);
    if (!this.#isLost && this.#end <= this.#queue.bytes.length) this.#sound = this.#end;
    return [...runs, ...this.#cut()];
  }

  #scan(neededBytes: number): MatroskaRun[] {
    const runs: MatroskaRun[] = [];
    for (;;) {
      if (this.#isLost && !this.#findCluster()) break;
      const { bytes } = this.#queue;
      if (this.#end + neededBytes > bytes.length) break;
      const next = readMatroskaElement(bytes, this.#end);
      // At the end of a file that was cut off.
      if (next === undefined && this.#end + ELEMENT_HEADER_BYTES > bytes.length) break;
      if (isKnown(next)) this.#meet(bytes, next);
      else runs.push(...this.#lose(next));
    }
    return [...runs, ...this.#cut()];
  }

  /** Goes into segments and clusters and past other elements. */
  #meet(bytes: Uint8Array, { id, start, end }: MatroskaElement): void {
    this.#sound = this.#end;
    if (id === TIMESTAMP) this.#firstTimestamp ??= unsignedBody(bytes.subarray(start, Math.min(end, start + 8)));
    this.#end = isEntered(id) ? start : end;
  }

  #lose(next: MatroskaElement | undefined): MatroskaRun[] {
    const runs = this.#cut();
    // Attachments may be longer than anything that is looked at here.
    if (!BETWEEN_CLUSTERS.has(next?.id ?? 0)) this.#damagedPlaces++;
    this.#isLost = true;
    this.#queue.forget(1);
    return runs;
  }

  /** Whether a cluster follows; if so, the queue begins with it. */
  #findCluster(): boolean {
    for (;;) {
      const { bytes } = this.#queue;
      const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf(CLUSTER_ID);
      this.#queue.forget(at < 0 ? Math.max(0, bytes.length - CLUSTER_ID.length + 1) : at);
      if (at < 0 || at + CLUSTER_START_BYTES > bytes.length) return false;
      const timestamp = clusterTimestamp(bytes, at);
      if (timestamp !== undefined) return this.#resume(timestamp);
      this.#queue.forget(1);
    }
  }

  #resume(timestamp: number): true {
    [this.#isLost, this.#sound, this.#end] = [false, 0, 0];
    this.#resumesAt = timestamp - (this.#firstTimestamp ?? timestamp);
    return true;
  }

  #cut(): MatroskaRun[] {
    if (this.#sound === 0) return [];
    const run = { bytes: this.#queue.bytes.slice(0, this.#sound), resumesAt: this.#resumesAt };
    this.#queue.forget(this.#sound);
    this.#end -= this.#sound;
    [this.#sound, this.#resumesAt] = [0, undefined];
    return [run];
  }
}

/** Another segment follows where recordings were joined. */
function isEntered(id: number): boolean {
  return id === CLUSTER || id === SEGMENT;
}

function isKnown(element: MatroskaElement | undefined): element is MatroskaElement {
  if (element === undefined) return false;
  const { id, start, end } = element;
  return isEntered(id) || ((IN_CLUSTER.has(id) || BETWEEN_CLUSTERS.has(id)) && end - start <= MOST_ELEMENT_BYTES);
}

/** What a cluster begins with, behind a check at most. */
function clusterTimestamp(bytes: Uint8Array, at: number): number | undefined {
  const cluster = readMatroskaElement(bytes, at);
  let first = cluster === undefined ? undefined : readMatroskaElement(bytes, cluster.start);
  if (first?.id === CHECK) first = readMatroskaElement(bytes, first.end);
  const isTimestamp = first?.id === TIMESTAMP && first.end - first.start <= 8;
  return isTimestamp ? unsignedBody(bytes.subarray(first!.start, first!.end)) : undefined;
}
