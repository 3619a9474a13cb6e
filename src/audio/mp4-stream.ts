import { invalidAudio } from './audio-errors.ts';
import { CODED_PIECE_BYTES, type AudioFile } from './audio-file.ts';
import { latin1 } from './audio-format.ts';
import { viewOf } from './byte-arrays.ts';
import type { CodedStream } from './coded-pieces.ts';
import { cutOffNotes } from './length-notes.ts';
import { hasSoundTables, readMp4Index, shiftChunkOffsets } from './mp4-index.ts';

/** An index this large would be one of weeks of sound. */
const LARGEST_INDEX_BYTES = 32 * 2 ** 20;
/** Fragments of a second each for twice the longest recording that is read. */
const MOST_BOXES = 200_000;

/** A top-level box (ISO/IEC 14496-12 §4.2): where it lies in the file. */
interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/**
 * An MP4 or QuickTime file with its index (`moov`) ahead of the samples and without what else it holds. Phones and recorders write the index last,
 * and a decoder that meets it last must hold the whole file and decode it at one stroke.
 * Throws AUDIO_INVALID where index or fragments are missing, cut off or absurd.
 */
export async function readMp4Stream(file: AudioFile): Promise<CodedStream> {
  const { index, media } = await findBoxes(file);
  const indexBytes = await file.read(index.start, index.end - index.start);
  const { declaredSeconds, heldSeconds, isFragmented } = readMp4Index(indexBytes);
  if (!hasSoundTables(indexBytes, file.sizeBytes)) throw invalidAudio(file.path, 'its index is damaged');
  if (isFragmented) await checkFragments(file, index.end);
  const parts = isFragmented ? partsAround(file, index) : partsBehind(file, index, media);
  if (!isFragmented) shiftChunkOffsets(indexBytes, (offset) => shifted(offset, parts, indexBytes.length));
  return {
    pieces: isFragmented ? inPlace(file, indexBytes, parts) : reordered(file, indexBytes, parts),
    declaredSeconds,
    heldSeconds: () => heldSeconds ?? 0,
    notes: cutOffNotes(file, media?.end ?? 0),
  };
}

/** Bytes of the file from `start` up to `end`. */
type Part = Pick<Box, 'start' | 'end'>;

/** What stands before and behind the index of a fragmented file, whose fragments may state places in the file. */
function partsAround(file: AudioFile, index: Box): readonly Part[] {
  if (index.start > LARGEST_INDEX_BYTES) {
    throw invalidAudio(file.path, 'its index (the "moov" box) stands too far back');
  }
  return [
    { start: 0, end: index.start },
    { start: index.end, end: file.sizeBytes },
  ];
}

/** What can hold samples: from the first media data on, without the index. */
function partsBehind(file: AudioFile, index: Box, media: Box | undefined): readonly Part[] {
  const first = media?.start ?? index.end;
  return [
    { start: Math.min(first, index.start), end: index.start },
    { start: Math.max(first, index.end), end: file.sizeBytes },
  ].filter(({ start, end }) => start < end && start >= first);
}

/** Where a byte stands when the index comes first and then the parts. */
function shifted(offset: number, parts: readonly Part[], indexBytes: number): number {
  let before = indexBytes;
  for (const { start, end } of parts) {
    if (offset >= start && offset < end) return offset - start + before;
    before += end - start;
  }
  return offset;
}

async function* reordered(
  file: AudioFile,
  indexBytes: Uint8Array,
  parts: readonly Part[],
): AsyncGenerator<Uint8Array, void> {
  yield indexBytes;
  for (const { start, end } of parts) yield* file.pieces(start, end, CODED_PIECE_BYTES);
}

async function* inPlace(
  file: AudioFile,
  indexBytes: Uint8Array,
  [before, behind]: readonly Part[],
): AsyncGenerator<Uint8Array, void> {
  if (before !== undefined) yield await file.read(before.start, before.end - before.start);
  yield indexBytes;
  if (behind !== undefined) yield* file.pieces(behind.start, behind.end, CODED_PIECE_BYTES);
}

async function findBoxes(file: AudioFile): Promise<{ index: Box; media: Box | undefined }> {
  const found = new Map<string, Box>();
  for await (const box of boxesFrom(file, 0)) {
    if (!found.has(box.type)) found.set(box.type, box);
    if (found.has('moov') && found.has('mdat')) break;
  }
  return { index: checkedIndex(file, found.get('moov')), media: found.get('mdat') };
}

function checkedIndex(file: AudioFile, index: Box | undefined): Box {
  if (index === undefined) {
    throw invalidAudio(file.path, 'its index (the "moov" box) is missing, as when a recording was interrupted');
  }
  if (index.end > file.sizeBytes) throw invalidAudio(file.path, 'its index (the "moov" box) is cut off');
  if (index.end - index.start > LARGEST_INDEX_BYTES) {
    throw invalidAudio(file.path, 'its index (the "moov" box) is too large');
  }
  return index;
}

async function checkFragments(file: AudioFile, from: number): Promise<void> {
  for await (const box of boxesFrom(file, from)) {
    if (box.type !== 'moof') continue;
    const bytes = await file.read(box.start, Math.min(box.end - box.start, LARGEST_INDEX_BYTES));
    if (!hasSoundTables(bytes, file.sizeBytes)) throw invalidAudio(file.path, 'one of its fragments is damaged');
  }
}

async function* boxesFrom(file: AudioFile, from: number): AsyncGenerator<Box, void> {
  let box = await boxAt(file, from);
  for (let count = 0; box !== undefined && count < MOST_BOXES; count++) {
    yield box;
    box = await boxAt(file, box.end);
  }
}

async function boxAt(file: AudioFile, start: number): Promise<Box | undefined> {
  const header = await file.read(start, 16);
  if (header.length < 8) return undefined;
  const view = viewOf(header);
  const type = latin1(header.subarray(4, 8));
  const shortSize = view.getUint32(0);
  if (shortSize === 0) return { type, start, end: file.sizeBytes };
  const size = shortSize === 1 && header.length === 16 ? Number(view.getBigUint64(8)) : shortSize;
  return size < 8 ? undefined : { type, start, end: start + size };
}
