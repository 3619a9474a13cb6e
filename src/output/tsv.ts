import type { Segment } from '../stitch/transcript.ts';

/**
 * Segments as tab-separated values with whole milliseconds, in the columns that openai/whisper writes.
 *
 * There are no quotes; tabs and line ends in the text become spaces.
 */
export function formatTsv(segments: readonly Segment[]): string {
  const rows = segments.map(({ startSeconds, endSeconds, text }) =>
    [milliseconds(startSeconds), milliseconds(endSeconds), text.replace(/[\s\p{Cc}]+/gu, ' ').trim()].join('\t'),
  );
  return ['start\tend\ttext', ...rows].map((row) => `${row}\n`).join('');
}

function milliseconds(seconds: number): string {
  return String(Math.round(seconds * 1000));
}
