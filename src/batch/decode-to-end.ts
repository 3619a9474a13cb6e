import type { DecodedWindow, WindowTimings } from '../decode/window-job.ts';
import type { DecodingRequest } from '../decode/row.ts';
import { SAMPLE_RATE_HZ, TIMESTAMP_STEP_SECONDS } from '../hyperparameters.ts';
import type { WorkerPool } from '../pool/worker-pool.ts';

/** What is left behind the last timestamp has to be this long to hold a sentence. */
const LEAST_REST_SAMPLES = 1.5 * SAMPLE_RATE_HZ;
/** Speech in the rest is no quieter than this share of the loudest tenth of a second of the window: −20 dB. */
const LEAST_LOUDNESS_SHARE = 0.1;
const FRAME_SAMPLES = SAMPLE_RATE_HZ / 10;
const TIMESTAMP_SAMPLES = Math.round(TIMESTAMP_STEP_SECONDS * SAMPLE_RATE_HZ); // 320
const MOST_CONTINUATIONS = 3;

/**
 * Decodes a window, and what the model left of it.
 *
 * With timestamps the model stops behind the last whole sentence it has heard, for the next window to begin there
 * (openai/whisper `transcribe`). Our windows do not wait for each other, so that the rest is decoded as one of its own
 * and its tokens follow, their timestamps moved.
 */
export async function decodeToEnd(
  pool: Pick<WorkerPool, 'transcribe'>,
  samples: Float32Array<ArrayBuffer>,
  request: DecodingRequest,
  restRequest: (decoded: DecodedWindow) => DecodingRequest,
): Promise<DecodedWindow> {
  let decoded = await pool.transcribe({ samples, ...request });
  const first = request.rules.timestamps?.firstTimestampToken;
  if (first === undefined) return decoded;
  let heard = 0;
  for (let count = 0; count < MOST_CONTINUATIONS; count++) {
    const steps = stepsHeard(decoded.tokens, first);
    if (steps <= heard || !hasSpeechAfter(samples, steps * TIMESTAMP_SAMPLES)) break;
    const rest = await pool.transcribe({ samples: samples.slice(steps * TIMESTAMP_SAMPLES), ...restRequest(decoded) });
    if (rest.tokens.length === 0) break;
    decoded = append(decoded, rest, { steps, first });
    heard = steps;
  }
  return decoded;
}

/** How many steps the last token stands for, if it is a timestamp; else the text lasts to the end. */
function stepsHeard(tokens: readonly number[], first: number): number {
  return Math.max(0, (tokens.at(-1) ?? 0) - first);
}

function hasSpeechAfter(samples: Float32Array, from: number): boolean {
  if (samples.length - from < LEAST_REST_SAMPLES) return false;
  return loudness(samples.subarray(from)) >= LEAST_LOUDNESS_SHARE * loudness(samples);
}

/** Root mean square of the loudest tenth of a second. */
function loudness(samples: Float32Array): number {
  let loudest = 0;
  for (let begin = 0; begin + FRAME_SAMPLES <= samples.length; begin += FRAME_SAMPLES) {
    let power = 0;
    for (const sample of samples.subarray(begin, begin + FRAME_SAMPLES)) power += sample * sample;
    loudest = Math.max(loudest, power);
  }
  return Math.sqrt(loudest / FRAME_SAMPLES);
}

function append(
  decoded: DecodedWindow,
  rest: DecodedWindow,
  { steps, first }: { readonly steps: number; readonly first: number },
): DecodedWindow {
  const counts = [decoded.tokens.length + 1, rest.tokens.length + 1] as const;
  const sum = decoded.averageLogProbability * counts[0] + rest.averageLogProbability * counts[1];
  return {
    ...decoded,
    ...joinTimes(decoded, rest, steps * TIMESTAMP_STEP_SECONDS),
    ...joinQuality(decoded, rest),
    tokens: [...decoded.tokens, ...rest.tokens.map((token) => (token >= first ? token + steps : token))],
    averageLogProbability: sum / (counts[0] + counts[1]),
    reachedTokenLimit: decoded.reachedTokenLimit || rest.reachedTokenLimit,
    timings: addTimings(decoded.timings, rest.timings),
  };
}

function joinTimes(
  { tokenTimes: left }: DecodedWindow,
  { tokenTimes: right }: DecodedWindow,
  offsetSeconds: number,
): Pick<DecodedWindow, 'tokenTimes'> {
  if (!left || !right) return {};
  const endSeconds = [...left.endSeconds, ...right.endSeconds.map((seconds) => seconds + offsetSeconds)];
  return { tokenTimes: { endSeconds, probabilities: [...left.probabilities, ...right.probabilities] } };
}

function joinQuality({ quality: left }: DecodedWindow, { quality: right }: DecodedWindow) {
  if (!left || !right) return {};
  const faults = [...new Set([...left.faults, ...right.faults])];
  return { quality: { ...left, faults, discarded: [...left.discarded, ...right.discarded] } };
}

function addTimings(left: WindowTimings, right: WindowTimings): WindowTimings {
  return {
    queueSeconds: left.queueSeconds + right.queueSeconds,
    encodeSeconds: left.encodeSeconds + right.encodeSeconds,
    decoderSeconds: left.decoderSeconds + right.decoderSeconds,
    decoderSteps: left.decoderSteps + right.decoderSteps,
  };
}
