/** When the text of a subtitle is spoken, and how much of it there is to read. */
export interface SpokenSpan {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly columns: number;
}

/** When a subtitle is shown, in whole milliseconds. */
export interface CueTime {
  readonly startMs: number;
  readonly endMs: number;
}

/** No subtitle stays longer, however slowly its words are spoken. */
export const LONGEST_CUE_SECONDS = 7;
/** Subtitles stay as long as this where the next one leaves room. */
export const LEAST_CUE_SECONDS = 1;
/** Readers take in about so many characters a second. */
const COLUMNS_PER_SECOND = 20;
/** A shorter gap between subtitles is seen as a flicker. */
const FLICKER_MS = 250;

/** The times of subtitles in order: none overlaps the next, each lasts a millisecond or more, all end with the file. */
export function timeCues(spans: readonly SpokenSpan[], durationSeconds: number): CueTime[] {
  const fileEndMs = Math.floor(durationSeconds * 1000);
  const spoken = settleTimes(spans, fileEndMs);
  return spoken.map((time, index) => {
    const nextMs = spoken[index + 1]?.startMs;
    const leastMs = 1000 * Math.max(LEAST_CUE_SECONDS, (spans[index]?.columns ?? 0) / COLUMNS_PER_SECOND);
    const readMs = Math.max(time.endMs, Math.round(time.startMs + leastMs));
    const endMs = nextMs !== undefined && nextMs - readMs < FLICKER_MS ? nextMs : readMs;
    return {
      startMs: time.startMs,
      endMs: Math.min(endMs, nextMs ?? fileEndMs, time.startMs + 1000 * LONGEST_CUE_SECONDS),
    };
  });
}

function settleTimes(spans: readonly SpokenSpan[], fileEndMs: number): CueTime[] {
  let earliest = 0;
  const forward = spans.map(({ startSeconds, endSeconds }) => {
    const startMs = Math.max(earliest, Math.round(startSeconds * 1000));
    earliest = Math.max(startMs + 1, Math.round(endSeconds * 1000));
    return { startMs, endMs: earliest };
  });
  let latest = fileEndMs;
  const backward = forward.reverse().map((time) => {
    const endMs = Math.min(time.endMs, latest);
    latest = Math.max(0, Math.min(time.startMs, endMs - 1));
    return { startMs: latest, endMs };
  });
  return backward.reverse();
}
