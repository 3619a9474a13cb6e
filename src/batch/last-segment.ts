import type { DecodingRequest } from '../decode/row.ts';
import { textTokens } from '../decode/segments.ts';
import type { DecodedWindow } from '../decode/window-job.ts';
import { TIMESTAMP_STEP_SAMPLES } from '../hyperparameters.ts';
import type { WorkerPool } from '../pool/worker-pool.ts';
import { longestCommonSubsequence } from '../stitch/longest-common-subsequence.ts';
import { firstTokens } from './cut-short.ts';
import { withoutSilence } from './decode-in-halves.ts';
import { addTimings, joinDecoded, repeatsItself, withUnused } from './join-decoded.ts';
import { loudSeconds } from './loudness.ts';

/** A window with timestamps whose text may end before it does. */
export interface Continuing {
  readonly pool: Pick<WorkerPool, 'transcribe'>;
  readonly samples: Float32Array<ArrayBuffer>;
  readonly request: DecodingRequest;
  /** How what is left of the window is decoded. */
  readonly restRequest: (decoded: DecodedWindow) => DecodingRequest;
  /** The first timestamp token. */
  readonly first: number;
}

/** A last timestamp is often some tenths of a second early; more sound than this is a word. */
const LEAST_LOUD_SECONDS = 0.3;
/** Of the segment's tokens, in its new text: what is heard with more behind it may be spelt otherwise. */
const LEAST_SHARE_AGAIN = 0.8;

/**
 * Decodes the last segment of a window together with what the model left behind it, and takes that text where it says
 * the same and then more.
 *
 * A few words alone are too little to be understood; in the next window they would not be heard either, because it
 * begins in the pause behind them.
 *
 * @param endSteps the last timestamp, in steps
 */
export async function extendLastSegment(
  decoded: DecodedWindow,
  endSteps: number,
  { pool, samples, request, restRequest, first }: Continuing,
): Promise<DecodedWindow> {
  if (loudSeconds(samples.subarray(endSteps * TIMESTAMP_STEP_SAMPLES), samples) < LEAST_LOUD_SECONDS) return decoded;
  const segment = lastSegment(decoded.tokens, first);
  // The whole window once more would say the same.
  if (segment.steps === 0) return decoded;
  const task = { samples: samples.slice(segment.steps * TIMESTAMP_STEP_SAMPLES), ...restRequest(decoded) };
  const again = withoutSilence(await pool.transcribe(task), request.checks);
  const before = firstTokens(decoded, segment.index);
  const joined = joinDecoded(before, again, { steps: segment.steps, firstTimestampToken: first });
  const timings = addTimings(decoded.timings, again.timings);
  const isLonger = saysMore(textTokens(segment.tokens, first), textTokens(again.tokens, first));
  return isLonger && !repeatsItself(again) ? { ...joined, timings } : withUnused(decoded, again);
}

/** The segment that the last timestamp ends: from the timestamp that begins it on. */
function lastSegment(tokens: readonly number[], first: number) {
  const lastText = tokens.findLastIndex((token) => token < first);
  const index = tokens.findLastIndex((token, place) => place < lastText && token >= first);
  // A text that no timestamp begins lasts from the start.
  if (index === -1) return { index: 0, steps: 0, tokens };
  return { index, steps: (tokens[index] ?? first) - first, tokens: tokens.slice(index) };
}

function saysMore(segment: readonly number[], again: readonly number[]): boolean {
  const score = (left: number, right: number): number => Number(segment[left] === again[right]);
  const common = longestCommonSubsequence({ leftLength: segment.length, rightLength: again.length, score }).length;
  return again.length > segment.length && common >= LEAST_SHARE_AGAIN * segment.length;
}
