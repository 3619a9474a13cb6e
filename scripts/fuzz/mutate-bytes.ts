/** The bytes of a file after one to four seeded changes; the same for the same seed. */
export function mutateBytes(original: Uint8Array, seed: number): Uint8Array {
  const random = createRandom(seed);
  let bytes = new Uint8Array(original);
  const changes = 1 + random(4);
  for (let n = 0; n < changes; n++) bytes = pick(MUTATIONS, random)(bytes, random);
  return bytes;
}

/** A whole number from 0 up to, and without, `limit`. */
type Random = (limit: number) => number;
type Mutation = (bytes: Uint8Array<ArrayBuffer>, random: Random) => Uint8Array<ArrayBuffer>;

/** Values that lengths and counts break at. */
const CRITICAL = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_ffff];
/** Most of what a reader trusts stands near the beginning. */
const HEADER_BYTES = 512;
const LONGEST_RUN_BYTES = 256;

const MUTATIONS: readonly Mutation[] = [
  flipBits,
  flipBits,
  fillRun,
  randomizeRun,
  truncate,
  insertRun,
  removeRun,
  spliceRun,
  attackLength,
  attackLength,
];

function flipBits(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const flips = 1 + random(8);
  for (let n = 0; n < flips && bytes.length > 0; n++) invert(bytes, place(bytes, random), random(8));
  return bytes;
}

function fillRun(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const start = place(bytes, random);
  return bytes.fill(pick([0, 0xff, 0x80, random(256)], random), start, start + 1 + random(LONGEST_RUN_BYTES));
}

function randomizeRun(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const start = place(bytes, random);
  const end = Math.min(bytes.length, start + 1 + random(LONGEST_RUN_BYTES));
  for (let at = start; at < end; at++) bytes[at] = random(256);
  return bytes;
}

function truncate(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  return bytes.slice(0, random(bytes.length + 1));
}

function insertRun(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const run = Uint8Array.from({ length: 1 + random(LONGEST_RUN_BYTES) }, () => random(256));
  const at = place(bytes, random);
  return joined([bytes.subarray(0, at), run, bytes.subarray(at)]);
}

function removeRun(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const at = place(bytes, random);
  return joined([bytes.subarray(0, at), bytes.subarray(at + 1 + random(LONGEST_RUN_BYTES))]);
}

/** Copies a piece of the file to another place. */
function spliceRun(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const from = place(bytes, random);
  const run = bytes.subarray(from, from + 1 + random(8 * LONGEST_RUN_BYTES));
  const at = place(bytes, random);
  return joined([bytes.subarray(0, at), run, bytes.subarray(at)]);
}

/** Writes a critical value of 8, 16 or 32 bits, of either byte order, over what may be a length or a count. */
function attackLength(bytes: Uint8Array<ArrayBuffer>, random: Random): Uint8Array<ArrayBuffer> {
  const width = pick([1, 2, 4, 4], random);
  if (bytes.length < width) return bytes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = Math.min(place(bytes, random), bytes.length - width);
  const value = pick(CRITICAL, random);
  const isLittle = random(2) === 0;
  if (width === 1) view.setUint8(at, value);
  else if (width === 2) view.setUint16(at, value, isLittle);
  else view.setUint32(at, value, isLittle);
  return bytes;
}

function invert(bytes: Uint8Array, at: number, bit: number): void {
  bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[random(items.length)] as Item;
}

function place(bytes: Uint8Array, random: Random): number {
  return random(random(2) === 0 ? Math.min(HEADER_BYTES, bytes.length) : bytes.length);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(parts));
}

/** A generator with 32 bits of state (mulberry32 by Tommy Ettinger, public domain). */
function createRandom(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e37_79b1);
  return (limit) => {
    state = (state + 0x6d2b_79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}
