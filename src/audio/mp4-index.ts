import { latin1 } from './audio-format.ts';
import { viewOf } from './byte-arrays.ts';

/** Boxes that hold boxes, on the way to an audio track's tables and to the tables of fragments. */
const CONTAINERS: readonly string[] = ['moov', 'trak', 'mdia', 'minf', 'stbl', 'edts', 'mvex', 'moof', 'traf'];

/** Bytes of an entry in the tables whose entries are always alike. */
const ENTRY_BYTES: Readonly<Record<string, number>> = { stco: 4, co64: 8, stts: 8, stsc: 12 };
const TABLES: readonly string[] = [...Object.keys(ENTRY_BYTES), 'stsz', 'trun', 'elst'];

/** What the index (`moov` box) of an MP4 file says about its first audio track. */
export interface Mp4Index {
  /** Undefined in fragmented files, whose index is written before the sound. */
  readonly declaredSeconds: number | undefined;
  /** Seconds of the samples that the index lists; undefined as above. */
  readonly heldSeconds: number | undefined;
  /** Whether the samples are listed in fragments (`moof` boxes) and not in the index. */
  readonly isFragmented: boolean;
}

/** Reads an index. */
export function readMp4Index(index: Uint8Array): Mp4Index {
  let isFragmented = false;
  let isAudio = false;
  let track: MediaTime | undefined;
  let audio: MediaTime | undefined;
  let heldSeconds: number | undefined;
  visitBoxes(index, (type, body) => {
    if (type === 'trex') isFragmented = true;
    if (type === 'mdhd') track = mediaTime(body);
    if (type === 'hdlr') isAudio = latin1(body.subarray(8, 12)) === 'soun';
    if (type === 'hdlr' && isAudio) audio ??= track;
    if (type === 'stts' && isAudio) heldSeconds ??= listedSeconds(body, audio);
  });
  return { declaredSeconds: audio?.seconds === 0 ? undefined : audio?.seconds, heldSeconds, isFragmented };
}

/**
 * Whether every table of an index or fragment is as long as it says, and lists no more samples than `fileBytes` has
 * room for: decoders allocate what the counts say.
 */
export function hasSoundTables(boxes: Uint8Array, fileBytes: number): boolean {
  let isSound = true;
  visitBoxes(boxes, (type, body) => {
    if (TABLES.includes(type) && !isSoundTable(type, body, fileBytes)) isSound = false;
  });
  return isSound;
}

function isSoundTable(type: string, body: Uint8Array, fileBytes: number): boolean {
  if (body.length < (type === 'stsz' ? 12 : 8)) return false;
  const { count, firstEntry, entryBytes } = readTable(type, body);
  return entryBytes === 0 ? count <= fileBytes : firstEntry + count * entryBytes <= body.length;
}

/** Puts what `shifted` gives for it in the place of every chunk offset of the index. */
export function shiftChunkOffsets(index: Uint8Array, shifted: (offset: number) => number): void {
  visitBoxes(index, (type, body) => {
    if (type !== 'stco' && type !== 'co64') return;
    const view = viewOf(body);
    const { count, firstEntry } = readTable(type, body);
    for (let n = 0; n < count; n++) {
      if (type === 'stco') view.setUint32(firstEntry + 4 * n, shifted(view.getUint32(firstEntry + 4 * n)));
      else view.setBigUint64(firstEntry + 8 * n, BigInt(shifted(Number(view.getBigUint64(firstEntry + 8 * n)))));
    }
  });
}

/** Calls `visit` with every box inside the containers, in order; what follows a box that does not fit is left out. */
function visitBoxes(bytes: Uint8Array, visit: (type: string, body: Uint8Array) => void): void {
  for (let offset = 0; offset + 8 <= bytes.length;) {
    const size = viewOf(bytes).getUint32(offset);
    const type = latin1(bytes.subarray(offset + 4, offset + 8));
    if (size < 8 || offset + size > bytes.length) return;
    const body = bytes.subarray(offset + 8, offset + size);
    if (CONTAINERS.includes(type)) visitBoxes(body, visit);
    else visit(type, body);
    offset += size;
  }
}

interface Table {
  readonly count: number;
  readonly firstEntry: number;
  /** 0 where all entries are the same and none is written. */
  readonly entryBytes: number;
}

function readTable(type: string, body: Uint8Array): Table {
  const view = viewOf(body);
  if (type === 'stsz') {
    return { count: view.getUint32(8), firstEntry: 12, entryBytes: view.getUint32(4) === 0 ? 4 : 0 };
  }
  const count = view.getUint32(4);
  if (type === 'elst') return { count, firstEntry: 8, entryBytes: body[0] === 1 ? 20 : 12 };
  if (type !== 'trun') return { count, firstEntry: 8, entryBytes: ENTRY_BYTES[type]! };
  const flags = view.getUint32(0);
  const fields = (mask: readonly number[]): number => mask.filter((flag) => (flags & flag) !== 0).length;
  // Data offset and flags of the first sample come before the entries, then 4 bytes for each thing listed.
  return { count, firstEntry: 8 + 4 * fields([0x1, 0x4]), entryBytes: 4 * fields([0x100, 0x200, 0x400, 0x800]) };
}

interface MediaTime {
  /** Units of time in a second. */
  readonly timescale: number;
  readonly seconds: number | undefined;
}

/** The time of all samples that a table of sample durations lists. */
function listedSeconds(body: Uint8Array, { timescale }: Partial<MediaTime> = {}): number {
  const view = viewOf(body);
  let total = 0;
  for (let at = 8; at + 8 <= body.length; at += 8) total += view.getUint32(at) * view.getUint32(at + 4);
  return total / (timescale ?? Infinity);
}

/** Timescale and duration in a media header box of version 0 or 1. */
function mediaTime(body: Uint8Array): MediaTime | undefined {
  const view = viewOf(body);
  const isLong = body[0] === 1;
  if (body.length < (isLong ? 32 : 20)) return undefined;
  const timescale = view.getUint32(isLong ? 20 : 12);
  const duration = isLong ? Number(view.getBigUint64(24)) : view.getUint32(16);
  if (timescale === 0) return undefined;
  return { timescale, seconds: duration === 0xffff_ffff ? undefined : duration / timescale };
}
