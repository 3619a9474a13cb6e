import type { DecodedWindow } from '../decode/window-job.ts';
import type { DecodingRequest } from '../decode/row.ts';
import { SAMPLE_RATE_HZ, TIMESTAMP_STEP_SECONDS } from '../hyperparameters.ts';
import type { WorkerPool } from '../pool/worker-pool.ts';
import { isCutShort, untilLastSegment } from './cut-short.ts';
import { decodeInHalves, endsEarly, withoutSilence } from './decode-in-halves.ts';
import { joinDecoded, repeatsItself } from './join-decoded.ts';
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
 * length, and the window is decoded in halves. Either way goes on where the network had no room for more
 * tokens, with timestamps behind the last segment that it had ended.
 */
export async function decodeToEnd(
  pool: Pick<WorkerPool, 'transcribe'>,
  samples: Float32Array<ArrayBuffer>,
  request: DecodingRequest,
  restRequest: (decoded: DecodedWindow) => DecodingRequest,
): Promise<DecodedWindow> {
  const decoded = await pool.transcribe({ samples, ...request });
  const first = request.rules.timestamps?.firstTimestampToken;
  if (first !== undefined) return continueText(decoded, { pool, samples, request, restRequest, first });
  const isShort = isCutShort(decoded, request) || endsEarly(decoded, samples, request.checks);
  return isShort ? decodeInHalves(pool, samples, decoded, restRequest(decoded)) : decoded;
}

interface Continuing {
  readonly pool: Pick<WorkerPool, 'transcribe'>;
  readonly samples: Float32Array<ArrayBuffer>;
  readonly request: DecodingRequest;
  readonly restRequest: (decoded: DecodedWindow) => DecodingRequest;
  /** The first timestamp token. */
  readonly first: number;
}

async function continueText(begun: DecodedWindow, continuing: Continuing): Promise<DecodedWindow> {
  const { pool, samples, request, restRequest, first } = continuing;
  let [decoded, heard] = [begun, 0];
  for (let count = 0; count < MOST_CONTINUATIONS; count++) {
    const whole = untilLastSegment(decoded, request, first);
    const steps = stepsHeard(whole, first);
    if (steps <= heard || !hasSpeechAfter(samples, steps * TIMESTAMP_SAMPLES)) break;
    const task = { samples: samples.slice(steps * TIMESTAMP_SAMPLES), ...restRequest(decoded) };
    const rest = withoutSilence(await pool.transcribe(task), request.checks);
    const joined = joinDecoded(whole, rest, { steps, firstTimestampToken: first });
    // Nothing, a loop, or less than what there was no room to end is no better than what there is.
    if (rest.tokens.length === 0 || repeatsItself(rest) || joined.tokens.length < decoded.tokens.length) {
      return { ...decoded, timings: joined.timings };
    }
    [decoded, heard] = [joined, steps];
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
