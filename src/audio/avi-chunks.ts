import { invalidPlace } from './audio-errors.ts';
import type { ReadableBytes } from './audio-file.ts';
import { viewOf } from './byte-arrays.ts';

/** A chunk of an AVI file, or a list, whose chunks come after it. */
export interface AviChunk {
  /** Its name or, of a list, its type; see {@link chunkCode}. */
  readonly code: number;
  readonly firstByte: number;
  readonly byteCount: number;
}

/** Headers that lie this close together are read at once. */
const WINDOW_BYTES = 16_384;
/** Name, size, and the type of a list. */
const HEADER_BYTES = 12;

const RIFF = chunkCode('RIFF');
const LIST = chunkCode('LIST');
/** Lists that are opened; others hold titles and indices. */
const OPENED: ReadonlySet<number> = new Set(['hdrl', 'strl', 'movi', 'rec '].map(chunkCode));

/** The four characters of a name as one number: texts would take most of the time where chunks are small. */
export function chunkCode(name: string): number {
  return Buffer.from(name, 'latin1').readUInt32BE(0);
}

/**
 * The chunks from `firstByte` on that are not empty, many at a time, with nothing read but their headers. Ends quietly
 * behind the last RIFF chunk. Throws AUDIO_INVALID for zeros before that, as in a file that was not filled.
 */
export async function* readAviChunks(
  file: ReadableBytes,
  firstByte: number,
): AsyncGenerator<readonly AviChunk[], void> {
  let [at, riffEnd] = [firstByte, Infinity];
  while (at + HEADER_BYTES <= file.sizeBytes) {
    const { chunks, next } = chunksIn(viewOf(await file.read(at, WINDOW_BYTES)), at);
    yield chunks;
    const riff = chunks.findLast(({ code }) => code === RIFF);
    if (riff !== undefined) riffEnd = riff.firstByte + riff.byteCount;
    if (next === at) {
      if (at < riffEnd) throw invalidPlace(file.path, `expected a chunk at byte ${String(at)}, found zeros`);
      return;
    }
    at = next;
  }
}

/** The chunks whose headers lie in the window, which begins at byte `start`, up to one without a name. */
function chunksIn(window: DataView, start: number): { readonly chunks: AviChunk[]; readonly next: number } {
  const chunks: AviChunk[] = [];
  let next = start;
  while (next - start + HEADER_BYTES <= window.byteLength) {
    const chunk = chunkIn(window, next - start, next);
    if (chunk.code === 0) break;
    if (chunk.byteCount > 0) chunks.push(chunk);
    next = chunk.next;
  }
  return { chunks, next };
}

/** The chunk at `offset` of the window, byte `at` of the file. */
function chunkIn(window: DataView, offset: number, at: number): AviChunk & { readonly next: number } {
  const name = window.getUint32(offset);
  const byteCount = window.getUint32(offset + 4, true);
  const firstByte = at + 8;
  const type = window.getUint32(offset + 8);
  if (name === RIFF) return { code: RIFF, firstByte, byteCount, next: firstByte + 4 };
  if (name === LIST && OPENED.has(type)) return { code: type, firstByte, byteCount, next: firstByte + 4 };
  return { code: name, firstByte, byteCount, next: firstByte + byteCount + (byteCount % 2) }; // they begin at even bytes
}
