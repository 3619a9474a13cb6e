import { textTokens } from '../decode/segments.ts';
import type { DecodedWindow } from '../decode/window-job.ts';
import { SAMPLE_RATE_HZ, TIMESTAMP_STEP_SAMPLES } from '../hyperparameters.ts';
import { untilLastSegment } from './cut-short.ts';
import { withoutSilence } from './decode-in-halves.ts';
import { joinDecoded, repeatsItself, withUnused } from './join-decoded.ts';
import { extendLastSegment, type Continuing } from './last-segment.ts';
import { isAsLoudAsSpeech } from './loudness.ts';

/** What is left behind the last timestamp has to be this long to be understood without what goes before it. */
const LEAST_REST_SAMPLES = 1.5 * SAMPLE_RATE_HZ;
/** A last timestamp is early by less than this: what is said again within it, and nothing else, was said once. */
const MOST_EARLY_STEPS = 50;
/** More parts than speech comes in; each costs as much as a window. */
const MOST_CONTINUATIONS = 8;

/** The text of a window with timestamps, with that of what the model left behind its last timestamp. */
export async function continueText(begun: DecodedWindow, continuing: Continuing): Promise<DecodedWindow> {
  const { pool, samples, request, restRequest, first } = continuing;
  let [decoded, heard] = [begun, 0];
  for (let count = 0; count < MOST_CONTINUATIONS; count++) {
    const whole = untilLastSegment(decoded, request, first);
    const steps = stepsHeard(whole, first);
    if (steps <= heard || !hasSentenceAfter(samples, steps * TIMESTAMP_STEP_SAMPLES)) break;
    const task = { samples: samples.slice(steps * TIMESTAMP_STEP_SAMPLES), ...restRequest(decoded) };
    const rest = withoutSilence(await pool.transcribe(task), request.checks);
    const joined = joinDecoded(whole, rest, { steps, firstTimestampToken: first });
    // Nothing, a loop, or less than what there was no room to end is no better than what there is.
    const isNothing = rest.tokens.length === 0 || isHeardAgain(rest, whole, first);
    if (isNothing || repeatsItself(rest) || joined.tokens.length < decoded.tokens.length) {
      return withUnused(decoded, rest);
    }
    [decoded, heard] = [joined, steps];
  }
  const steps = stepsHeard(decoded, first);
  return steps > 0 ? extendLastSegment(decoded, steps, continuing) : decoded;
}

/** Whether a rest is but the end of the last word, cut off by a timestamp in front of it, and read as that word again. */
function isHeardAgain(rest: DecodedWindow, before: DecodedWindow, first: number): boolean {
  const words = textTokens(rest.tokens, first);
  const lastWords = textTokens(before.tokens, first).slice(-words.length);
  const steps = stepsHeard(rest, first);
  const isShort = steps > 0 && steps <= MOST_EARLY_STEPS;
  return isShort && words.length > 0 && words.every((token, index) => token === lastWords[index]);
}

/** How many steps the last token stands for, if it is a timestamp; else the text lasts to the end, or was not to go on. */
function stepsHeard({ tokens, reachedTokenLimit }: DecodedWindow, first: number): number {
  return reachedTokenLimit ? 0 : Math.max(0, (tokens.at(-1) ?? 0) - first);
}

function hasSentenceAfter(samples: Float32Array, from: number): boolean {
  return samples.length - from >= LEAST_REST_SAMPLES && isAsLoudAsSpeech(samples.subarray(from), samples);
}
