import type { AudioWindow } from '../audio/audio-window.ts';
import { windowBetween } from '../audio/window-between.ts';
import { toErrorRecord } from '../errors.ts';
import { freeNumbers } from '../free-numbers.ts';
import { hearAlike } from '../stitch/hear-alike.ts';
import type { WindowTranscript } from '../stitch/transcript.ts';
import { repeatsItself, withUnused } from './join-decoded.ts';
import type { TranscriptReader } from './read-transcript.ts';
import type { WindowResult } from './settle-file.ts';

/** A window and what it is decoded to. */
export interface HeardWindow {
  readonly window: AudioWindow;
  readonly result: Promise<WindowResult>;
}

/** What hearing a window between two others needs. */
export interface BetweenContext {
  readonly windowSeconds: number;
  readonly readTranscript: TranscriptReader;
  /** Decodes a further window, in the language of the recording. */
  readonly hear: (window: AudioWindow) => Promise<WindowResult>;
}

/**
 * The second of two windows that overlap; and in front of it another one around their join, where they have no words in
 * common there and each has some in common with that one: the model leaves out sentences, but rarely the same ones when
 * a window begins elsewhere.
 */
export async function hearBetween(
  left: HeardWindow,
  right: HeardWindow,
  context: BetweenContext,
): Promise<readonly WindowResult[]> {
  // A file has failed only once all its windows are settled.
  await Promise.allSettled([left.result, right.result]);
  const [before, after] = [await left.result, await right.result];
  const read = ({ place, decoded }: WindowResult): WindowTranscript => context.readTranscript(place, decoded);
  const mayChange = before.decodeIn !== undefined || after.decodeIn !== undefined;
  if (mayChange || hearAlike(read(before), read(after))) return [after];
  const { window, rightOverlapSeconds } = windowBetween(left.window, right.window, context.windowSeconds);
  const between = await context.hear(window).catch(unlessCancelled);
  freeNumbers(window.samples);
  if (between === undefined) return [after];
  const heard = read(between);
  const joined = { ...after, place: { ...after.place, overlapSeconds: rightOverlapSeconds } };
  const isText = heard.text !== '' && !repeatsItself(between.decoded);
  if (isText && hearAlike(read(before), heard) && hearAlike(heard, read(joined))) return [between, joined];
  return [{ ...after, decoded: withUnused(after.decoded, between.decoded) }];
}

// Both have a text without it.
function unlessCancelled(error: unknown): undefined {
  if (toErrorRecord(error).code === 'CANCELLED') throw error;
}
