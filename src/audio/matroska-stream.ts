import { checkFormat, invalidAudio } from './audio-errors.ts';
import { CODED_PIECE_BYTES, type AudioFile } from './audio-file.ts';
import { viewOf } from './byte-arrays.ts';
import type { CodedStream } from './coded-pieces.ts';
import { cutOffNotes } from './length-notes.ts';
import { MatroskaBlocks, type MatroskaRun } from './matroska-blocks.ts';
import { readMatroskaElement, unsignedBody, type MatroskaElement } from './matroska-element.ts';

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

/** A Matroska or WebM file with the duration that it states; throws AUDIO_INVALID where it holds no sound. */
export async function readMatroskaStream(file: AudioFile): Promise<CodedStream> {
  const header = await elementAt(file, 0);
  const segment = header === undefined ? undefined : await elementAt(file, header.end);
  if (segment?.id !== ID.segment) {
    return { pieces: file.pieces(0, file.sizeBytes, CODED_PIECE_BYTES), declaredSeconds: undefined };
  }
  const { info, tracks, firstClusterByte } = await describingElements(file, segment);
  const hasVideo = checkTracks(file.path, tracks);
  return {
    ...clusterPieces(file, firstClusterByte, scaleSeconds(info)),
    // Pictures may go on after the sound.
    declaredSeconds: hasVideo || info === undefined ? undefined : durationSeconds(info),
    notes: cutOffNotes(file, segment.end),
  };
}

/** What comes before the clusters, and their elements. */
function clusterPieces(
  file: AudioFile,
  firstClusterByte: number,
  unitSeconds: number,
): Pick<CodedStream, 'pieces' | 'damagedPlaces' | 'resumesAtSeconds'> {
  const blocks = new MatroskaBlocks();
  let resumesAt: number | undefined;
  async function* pieces(): AsyncGenerator<Uint8Array, void> {
    yield* file.pieces(0, firstClusterByte, CODED_PIECE_BYTES);
    for await (const bytes of file.pieces(firstClusterByte, file.sizeBytes, CODED_PIECE_BYTES)) {
      yield* inTurn(blocks.push(bytes));
    }
    yield* inTurn(blocks.finish());
  }
  function* inTurn(runs: readonly MatroskaRun[]): Generator<Uint8Array, void> {
    for (const run of runs) {
      resumesAt = run.resumesAt;
      yield run.bytes;
    }
  }
  return {
    pieces: pieces(),
    damagedPlaces: () => blocks.damagedPlaces,
    resumesAtSeconds: () => (resumesAt === undefined ? undefined : resumesAt * unitSeconds),
  };
}

async function describingElements(file: AudioFile, segment: MatroskaElement) {
  const bodies = new Map<number, Uint8Array>();
  let at = segment.start;
  let next = await elementAt(file, at);
  for (let count = 0; next !== undefined && next.id !== ID.cluster && count < MOST_ELEMENTS; count++) {
    const { id, start, end } = next;
    if (id === ID.info || id === ID.tracks) {
      bodies.set(id, await file.read(start, Math.min(end - start, MOST_BODY_BYTES)));
    }
    at = end;
    next = await elementAt(file, at);
  }
  const firstClusterByte = next?.id === ID.cluster ? at : file.sizeBytes;
  return { info: bodies.get(ID.info), tracks: bodies.get(ID.tracks), firstClusterByte };
}

/** Whether there are pictures too. */
function checkTracks(path: string, tracks: Uint8Array | undefined): boolean {
  if (tracks === undefined) return false;
  const entries = elementsOf(tracks).get(ID.trackEntry) ?? [];
  const types = entries.map((entry) => optionalUnsigned(elementsOf(entry).get(ID.trackType)?.[0]));
  if (types.length > 0 && !types.includes(TRACK_AUDIO)) throw invalidAudio(path, 'it holds no audio track');
  for (const audio of entries.flatMap((entry) => elementsOf(entry).get(ID.audio) ?? [])) {
    const fields = elementsOf(audio);
    const sampleRateHz = float(fields.get(ID.samplingFrequency)?.[0]) ?? 8000;
    checkFormat(path, { sampleRateHz, channelCount: optionalUnsigned(fields.get(ID.channels)?.[0]) ?? 1 });
  }
  return types.includes(TRACK_VIDEO);
}

function durationSeconds(info: Uint8Array): number | undefined {
  const duration = float(elementsOf(info).get(ID.duration)?.[0]);
  return duration === undefined ? undefined : duration * scaleSeconds(info);
}

/** What timestamps count. */
function scaleSeconds(info: Uint8Array | undefined): number {
  const scale = info === undefined ? undefined : elementsOf(info).get(ID.timestampScale)?.[0];
  return (optionalUnsigned(scale) ?? 1_000_000) / 1e9;
}

async function elementAt(file: AudioFile, offset: number): Promise<MatroskaElement | undefined> {
  return offset < file.sizeBytes ? readMatroskaElement(await file.read(offset, 12), 0, offset) : undefined;
}

/** The bodies of the elements that lie in another's body, by id. */
function elementsOf(body: Uint8Array): ReadonlyMap<number, readonly Uint8Array[]> {
  const found = new Map<number, Uint8Array[]>();
  for (let next = readMatroskaElement(body, 0); next !== undefined; next = readMatroskaElement(body, next.end)) {
    found.set(next.id, [...(found.get(next.id) ?? []), body.subarray(next.start, next.end)]);
  }
  return found;
}

function optionalUnsigned(body: Uint8Array | undefined): number | undefined {
  return body === undefined ? undefined : unsignedBody(body);
}

function float(body: Uint8Array | undefined): number | undefined {
  if (body?.length === 4) return viewOf(body).getFloat32(0);
  return body?.length === 8 ? viewOf(body).getFloat64(0) : undefined;
}
