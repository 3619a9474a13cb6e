import { invalidAudio } from './audio-errors.ts';
import { CODED_PIECE_BYTES, type AudioFile } from './audio-file.ts';
import { latin1 } from './audio-format.ts';
import { concatBytes, viewOf } from './byte-arrays.ts';
import type { CodedStream } from './coded-pieces.ts';
import { hasSoundTables, readMp4Index, shiftChunkOffsets } from './mp4-index.ts';

/** An index this large would be one of weeks of sound. */
const LARGEST_INDEX_BYTES = 64 * 2 ** 20;
/** Fragments of a second each for twice the longest recording that is read. */
const MOST_BOXES = 200_000;

/** A top-level box (ISO/IEC 14496-12 §4.2): where it lies in the file. */
interface Box {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/**
 * An MP4 or QuickTime file with its index (`moov`) ahead of the samples. Phones and recorders write the index last,
 * and a decoder that meets it last must hold the whole file and decode it at one stroke.
 * Throws AUDIO_INVALID where index or fragments are missing, cut off or absurd.
 */
export async function readMp4Stream(file: AudioFile): Promise<CodedStream> {
  const { index, media } = await findBoxes(file);
  const indexBytes = await file.read(index.start, index.end - index.start);
  const { declaredSeconds, isFragmented } = readMp4Index(indexBytes);
  if (!hasSoundTables(indexBytes, file.sizeBytes)) throw invalidAudio(file.path, 'its index is damaged');
  if (isFragmented) await checkFragments(file, index.end);
  const insertAt = Math.min(index.start, media?.start ?? index.start);
  if (insertAt < index.start) {
    shiftChunkOffsets(indexBytes, { from: insertAt, to: index.start, by: indexBytes.length });
  }
  const head = concatBytes([await file.read(0, insertAt), indexBytes]);
  return { pieces: reordered(file, head, { insertAt, index }), declaredSeconds };
}

async function* reordered(
  file: AudioFile,
  head: Uint8Array,
  { insertAt, index }: { insertAt: number; index: Box },
): AsyncGenerator<Uint8Array, void> {
  yield head;
  yield* file.pieces(insertAt, index.start, CODED_PIECE_BYTES);
  yield* file.pieces(index.end, file.sizeBytes, CODED_PIECE_BYTES);
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
