import type { DecodedWindow } from '../decode/window-job.ts';
import type { DecodingRequest } from '../decode/row.ts';
import { SAMPLE_RATE_HZ, TIMESTAMP_STEP_SECONDS } from '../hyperparameters.ts';
import type { WorkerPool } from '../pool/worker-pool.ts';
import { isCutShort, untilLastSegment } from './cut-short.ts';
import { decodeInHalves, endsEarly, withoutSilence } from './decode-in-halves.ts';
import { addTimings, joinDecoded, repeatsItself } from './join-decoded.ts';
import { isAsLoudAsSpeech } from './loudness.ts';

/** What is left behind the last timestamp has to be this long to hold a sentence. */
const LEAST_REST_SAMPLES = 1.5 * SAMPLE_RATE_HZ;
const TIMESTAMP_SAMPLES = Math.round(TIMESTAMP_STEP_SECONDS * SAMPLE_RATE_HZ); // 320
const MOST_CONTINUATIONS = 3;

/**
 * Decodes a window, and what the model left of it.
 *
 * With timestamps the model stops behind the last whole sentence it has heard, for the next window to begin there
 * (openai/whisper `transcribe`). Our windows do not wait for each other, so that the rest is decoded as one of its own
 * and its tokens follow, their timestamps moved. Without timestamps a text that ends far too early is noticed by its
 * length, and the window is decoded in halves. Either way goes on where the network had no room for
 * more tokens, with timestamps behind the last segment that it had ended.
 */
export async function decodeToEnd(
  pool: Pick<WorkerPool, 'transcribe'>,
  samples: Float32Array<ArrayBuffer>,
  request: DecodingRequest,
  restRequest: (decoded: DecodedWindow) => DecodingRequest,
): Promise<DecodedWindow> {
  let decoded = await pool.transcribe({ samples, ...request });
  const first = request.rules.timestamps?.firstTimestampToken;
  if (first === undefined) {
    const isShort = isCutShort(decoded, request) || endsEarly(decoded, samples, request.checks);
    return isShort ? decodeInHalves(pool, samples, decoded, restRequest(decoded)) : decoded;
  }
  let heard = 0;
  for (let count = 0; count < MOST_CONTINUATIONS; count++) {
    const whole = untilLastSegment(decoded, request, first);
    const steps = stepsHeard(whole, first);
    if (steps <= heard || !hasSpeechAfter(samples, steps * TIMESTAMP_SAMPLES)) break;
    const task = { samples: samples.slice(steps * TIMESTAMP_SAMPLES), ...restRequest(decoded) };
    const rest = withoutSilence(await pool.transcribe(task), request.checks);
    if (rest.tokens.length === 0 || repeatsItself(rest)) {
      return { ...decoded, timings: addTimings(decoded.timings, rest.timings) };
    }
    const joined = joinDecoded(whole, rest, { steps, firstTimestampToken: first });
    // A rest that says less than what there was no room to end is no better.
    if (joined.tokens.length < decoded.tokens.length) {
      return { ...decoded, timings: addTimings(decoded.timings, rest.timings) };
    }
    decoded = joined;
    heard = steps;
  }
  return decoded;
}

/** How many steps the last token stands for, if it is a timestamp; else the text lasts to the end, or was not to go on. */
function stepsHeard({ tokens, reachedTokenLimit }: DecodedWindow, first: number): number {
  return reachedTokenLimit ? 0 : Math.max(0, (tokens.at(-1) ?? 0) - first);
}

function hasSpeechAfter(samples: Float32Array, from: number): boolean {
  return samples.length - from >= LEAST_REST_SAMPLES && isAsLoudAsSpeech(samples.subarray(from), samples);
}
