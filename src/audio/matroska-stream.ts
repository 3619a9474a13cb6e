import { checkFormat, invalidAudio } from './audio-errors.ts';
import { CODED_PIECE_BYTES, type AudioFile } from './audio-file.ts';
import { viewOf } from './byte-arrays.ts';
import type { CodedStream } from './coded-pieces.ts';
import { cutOffNotes } from './length-notes.ts';

/** Element ids (RFC 9559). */
const ID = {
  segment: 0x1853_8067,
  info: 0x1549_a966,
  tracks: 0x1654_ae6b,
  cluster: 0x1f43_b675,
  timestampScale: 0x2a_d7b1,
  duration: 0x4489,
  trackEntry: 0xae,
  trackType: 0x83,
  audio: 0xe1,
  samplingFrequency: 0xb5,
  channels: 0x9f,
} as const;
const TRACK_VIDEO = 1;
const TRACK_AUDIO = 2;
/** What describes a recording is far smaller, and stands before the first cluster. */
const MOST_BODY_BYTES = 2 ** 20;
const MOST_ELEMENTS = 100;

/** One element: where its body lies; `end` is Infinity where the size was not known when it was written. */
interface Element {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

/** A Matroska or WebM file with the duration that it states; throws AUDIO_INVALID where it holds no sound. */
export async function readMatroskaStream(file: AudioFile): Promise<CodedStream> {
  const header = await elementAt(file, 0);
  const segment = header === undefined ? undefined : await elementAt(file, header.end);
  const pieces = file.pieces(0, file.sizeBytes, CODED_PIECE_BYTES);
  if (segment?.id !== ID.segment) return { pieces, declaredSeconds: undefined };
  const { info, tracks } = await describingElements(file, segment);
  const hasVideo = checkTracks(file.path, tracks);
  return {
    pieces,
    // Pictures may go on after the sound.
    declaredSeconds: hasVideo || info === undefined ? undefined : durationSeconds(info),
    notes: cutOffNotes(file, segment.end),
  };
}

async function describingElements(file: AudioFile, segment: Element) {
  const bodies = new Map<number, Uint8Array>();
  let next = await elementAt(file, segment.start);
  for (let count = 0; next !== undefined && next.id !== ID.cluster && count < MOST_ELEMENTS; count++) {
    const { id, start, end } = next;
    if (id === ID.info || id === ID.tracks) {
      bodies.set(id, await file.read(start, Math.min(end - start, MOST_BODY_BYTES)));
    }
    next = await elementAt(file, end);
  }
  return { info: bodies.get(ID.info), tracks: bodies.get(ID.tracks) };
}

/** Whether there are pictures too. */
function checkTracks(path: string, tracks: Uint8Array | undefined): boolean {
  if (tracks === undefined) return false;
  const entries = elementsOf(tracks).get(ID.trackEntry) ?? [];
  const types = entries.map((entry) => unsigned(elementsOf(entry).get(ID.trackType)?.[0]));
  if (types.length > 0 && !types.includes(TRACK_AUDIO)) throw invalidAudio(path, 'it holds no audio track');
  for (const audio of entries.flatMap((entry) => elementsOf(entry).get(ID.audio) ?? [])) {
    const fields = elementsOf(audio);
    const sampleRateHz = float(fields.get(ID.samplingFrequency)?.[0]) ?? 8000;
    checkFormat(path, { sampleRateHz, channelCount: unsigned(fields.get(ID.channels)?.[0]) ?? 1 });
  }
  return types.includes(TRACK_VIDEO);
}

function durationSeconds(info: Uint8Array): number | undefined {
  const fields = elementsOf(info);
  const duration = float(fields.get(ID.duration)?.[0]);
  const scaleNanoseconds = unsigned(fields.get(ID.timestampScale)?.[0]) ?? 1_000_000;
  return duration === undefined ? undefined : (duration * scaleNanoseconds) / 1e9;
}

async function elementAt(file: AudioFile, offset: number): Promise<Element | undefined> {
  return offset < file.sizeBytes ? readElement(await file.read(offset, 12), 0, offset) : undefined;
}

/** The bodies of the elements that lie in another's body, by id. */
function elementsOf(body: Uint8Array): ReadonlyMap<number, readonly Uint8Array[]> {
  const found = new Map<number, Uint8Array[]>();
  for (let next = readElement(body, 0); next !== undefined; next = readElement(body, next.end)) {
    found.set(next.id, [...(found.get(next.id) ?? []), body.subarray(next.start, next.end)]);
  }
  return found;
}

/** The element that begins at `at`, its places counted from `base` further on. */
function readElement(bytes: Uint8Array, at: number, base = 0): Element | undefined {
  const id = variableNumber(bytes, at, true);
  const size = id === undefined ? undefined : variableNumber(bytes, id.end, false);
  if (id === undefined || size === undefined) return undefined;
  const start = base + size.end;
  return { id: id.value, start, end: size.isUnknown ? Infinity : start + size.value };
}

/** A number whose first byte tells by leading zeros how many follow (RFC 8794 §4); ids keep the mark. */
function variableNumber(bytes: Uint8Array, at: number, keepsMark: boolean) {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (first === 0 || at + length > bytes.length) return undefined;
  let value = keepsMark ? first : first & (0xff >> length);
  let isUnknown = value === 0xff >> length;
  for (let n = 1; n < length; n++) {
    value = value * 256 + bytes[at + n]!;
    isUnknown &&= bytes[at + n] === 0xff;
  }
  return { value, end: at + length, isUnknown };
}

function unsigned(body: Uint8Array | undefined): number | undefined {
  return body?.reduce((value, byte) => value * 256 + byte, 0);
}

function float(body: Uint8Array | undefined): number | undefined {
  if (body?.length === 4) return viewOf(body).getFloat32(0);
  return body?.length === 8 ? viewOf(body).getFloat64(0) : undefined;
}
