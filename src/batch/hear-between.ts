import type { AudioWindow } from '../audio/audio-window.ts';
import { windowBetween } from '../audio/window-between.ts';
import { toErrorRecord } from '../errors.ts';
import { freeNumbers } from '../free-numbers.ts';
import { findBridge } from '../stitch/bridge.ts';
import { hearAlike } from '../stitch/hear-alike.ts';
import { timeWords } from '../stitch/timed-words.ts';
import type { WindowTranscript } from '../stitch/transcript.ts';
import { addTimings, withUnused } from './join-decoded.ts';
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
  /** Decodes a further window, in the language of the recording, which some window before it has told. */
  readonly hear: (window: AudioWindow) => Promise<WindowResult>;
  /** Resolves once all windows before the two are decoded; rejects when one of them fails. */
  readonly earlier: Promise<unknown>;
}

/** After these nothing more of a run is wanted. */
const FINAL: ReadonlySet<string> = new Set(['CANCELLED', 'OUTPUT_FAILED']);

/**
 * The second of two windows that overlap, with a further one around their join where they have no words in common there
 * and that one leads from the end of the first to the beginning of the second. The model leaves out sentences now and
 * then, but rarely the same ones when a window begins elsewhere.
 */
export async function hearBetween(
  left: HeardWindow,
  right: HeardWindow,
  { windowSeconds, readTranscript, hear, earlier }: BetweenContext,
): Promise<WindowResult> {
  // A file has failed only once all its windows are settled.
  await Promise.allSettled([left.result, right.result]);
  const [before, after] = [await left.result, await right.result];
  // Either may be decoded again, in another language.
  if (before.decodeIn !== undefined || after.decodeIn !== undefined) return after;
  const texts = { left: read(before, readTranscript), right: read(after, readTranscript) };
  if (hearAlike(texts.left, texts.right)) return after;
  await earlier;
  const window = windowBetween(left.window, right.window, windowSeconds);
  const between = await hear(window).catch(unlessFinal);
  freeNumbers(window.samples);
  if (between === undefined) return after;
  const isGood = (between.decoded.quality?.faults ?? []).length === 0;
  const gap = { ...texts, between: read(between, readTranscript) };
  return isGood && findBridge(timeWords(texts.left), gap) ? withBetween(after, between) : without(after, between);
}

function read({ place, decoded }: WindowResult, readTranscript: TranscriptReader): WindowTranscript {
  return readTranscript(place, decoded);
}

// Both have a text without it.
function unlessFinal(error: unknown): undefined {
  if (FINAL.has(toErrorRecord(error).code)) throw error;
}

function withBetween(window: WindowResult, between: WindowResult): WindowResult {
  const timings = addTimings(window.decoded.timings, between.decoded.timings);
  const waitSeconds = window.waitSeconds + between.waitSeconds;
  return { ...window, waitSeconds, decoded: { ...window.decoded, timings }, between };
}

function without(window: WindowResult, between: WindowResult): WindowResult {
  const waitSeconds = window.waitSeconds + between.waitSeconds;
  return { ...window, waitSeconds, decoded: withUnused(window.decoded, between.decoded) };
}
