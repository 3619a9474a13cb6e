import type { ReadableBytes } from './audio-file.ts';

/** Said of a recording whose header leaves its length open. */
export const OPEN_LENGTH_NOTE =
  'The header does not say how long the recording is; it was read to the end of the file.';

/** What is said of a file that should reach to byte `end`; nothing where it does, or where `end` is not known (Infinity). */
export function cutOffNotes({ sizeBytes }: Pick<ReadableBytes, 'sizeBytes'>, end: number): readonly string[] {
  if (end === Infinity || end <= sizeBytes) return [];
  return [`The file is cut off: ${String(end - sizeBytes)} bytes are missing.`];
}
