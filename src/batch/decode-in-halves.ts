import { findPause, findQuietest } from '../audio/find-pause.ts';
import type { QualityChecks, WindowQuality } from '../decode/quality-checks.ts';
import type { DecodingRequest } from '../decode/row.ts';
import type { DecodedWindow } from '../decode/window-job.ts';
import { SAMPLE_RATE_HZ } from '../hyperparameters.ts';
import type { WorkerPool } from '../pool/worker-pool.ts';
import { addTimings, joinDecoded } from './join-decoded.ts';
import { isAsLoudAsSpeech } from './loudness.ts';

/** A second of speech has three to four tokens in English, more in most languages. */
const LEAST_TOKENS_PER_SECOND = 1;
/** A shorter window may well hold few words. */
const LEAST_WINDOW_SAMPLES = 8 * SAMPLE_RATE_HZ;
/** How far from the middle a pause is looked for. */
const SEARCH_SAMPLES = 2 * SAMPLE_RATE_HZ;

/**
 * Whether the text of a window without timestamps is far too short for it, although it is as loud as speech to the end.
 *
 * The model may end a text after a few words and be sure of it.
 */
export function endsEarly({ tokens, quality }: DecodedWindow, samples: Float32Array, checks: QualityChecks): boolean {
  if (!quality || quality.noSpeechProbability > checks.highestNoSpeechProbability) return false;
  if (samples.length < LEAST_WINDOW_SAMPLES) return false;
  const fewest = (LEAST_TOKENS_PER_SECOND * samples.length) / SAMPLE_RATE_HZ;
  return tokens.length < fewest && isAsLoudAsSpeech(samples.subarray(samples.length / 2), samples);
}

/** Decodes both halves of a window whose text ended early, and takes theirs where it is longer and nothing speaks against it. */
export async function decodeInHalves(
  pool: Pick<WorkerPool, 'transcribe'>,
  samples: Float32Array<ArrayBuffer>,
  whole: DecodedWindow,
  request: DecodingRequest,
): Promise<DecodedWindow> {
  const cut = cutNearMiddle(samples);
  // One after the other: the memory plan counts one window at a time.
  const left = await pool.transcribe({ samples: samples.slice(0, cut), ...request });
  const halves = joinDecoded(left, await pool.transcribe({ samples: samples.slice(cut), ...request }));
  const timings = addTimings(whole.timings, halves.timings);
  const isBetter = halves.tokens.length > whole.tokens.length && halves.quality?.faults.length === 0;
  if (!isBetter) return { ...whole, timings };
  return {
    ...halves,
    ...(whole.language ? { language: whole.language } : {}),
    ...withDiscarded(halves, whole),
    timings,
  };
}

function cutNearMiddle(samples: Float32Array): number {
  const middle = Math.floor(samples.length / 2);
  const range = { first: middle - SEARCH_SAMPLES, last: middle + SEARCH_SAMPLES };
  return findPause(samples, range) ?? findQuietest(samples, range) ?? middle;
}

function withDiscarded({ quality }: DecodedWindow, whole: DecodedWindow): { readonly quality?: WindowQuality } {
  if (!quality || !whole.quality) return {};
  const { averageLogProbability, tokens } = whole;
  const { temperature } = whole.quality;
  const ended = { temperature, faults: ['early_end'] as const, averageLogProbability, tokenCount: tokens.length };
  return { quality: { ...quality, discarded: [...whole.quality.discarded, ended, ...quality.discarded] } };
}
