import { findPause, findQuietest } from '../audio/find-pause.ts';
import type { DecodingRules } from '../decode/decoding-rules.ts';
import { mayTryAgain, type QualityChecks, type WindowQuality } from '../decode/quality-checks.ts';
import type { DecodingRequest } from '../decode/row.ts';
import { textTokens } from '../decode/segments.ts';
import type { DecodedWindow } from '../decode/window-job.ts';
import { toErrorRecord } from '../errors.ts';
import { SAMPLE_RATE_HZ, TIMESTAMP_STEP_SAMPLES } from '../hyperparameters.ts';
import type { WorkerPool } from '../pool/worker-pool.ts';
import { addTimings, joinDecoded, repeatsItself, withUnused } from './join-decoded.ts';
import { isAsLoudAsSpeech, loudSeconds } from './loudness.ts';

/** A loud second of speech has three to five tokens in English, slow readers included, and more in most languages. */
const LEAST_TOKENS_PER_LOUD_SECOND = 2.25;
/** What halves have to reach, silence included; they are heard where there is little of it. */
const LEAST_TOKENS_PER_SECOND = 1;
/** Halves of slow speech have a token more or less than the window; what ended early has far fewer. */
const LEAST_GAIN = 1.25;
/** A shorter window may well hold few words. */
const LEAST_WINDOW_SAMPLES = 8 * SAMPLE_RATE_HZ;
/** How far from the middle a pause is looked for. */
const SEARCH_SAMPLES = 2 * SAMPLE_RATE_HZ;

/**
 * Whether the text of a window is far too short for it, although its second half is as loud as its speech.
 *
 * The model may end a text after a few words and be sure of it.
 */
export function endsEarly(
  { tokens, quality, reachedTokenLimit }: DecodedWindow,
  samples: Float32Array,
  { checks, rules }: Pick<DecodingRequest, 'checks' | 'rules'>,
): boolean {
  if (!mayTryAgain(checks) || reachedTokenLimit) return false;
  if (!quality || quality.noSpeechProbability > checks.highestNoSpeechProbability) return false;
  if (samples.length < LEAST_WINDOW_SAMPLES) return false;
  if (countText(tokens, rules) >= LEAST_TOKENS_PER_LOUD_SECOND * loudSeconds(samples)) return false;
  return isAsLoudAsSpeech(samples.subarray(Math.floor(samples.length / 2)), samples);
}

/**
 * Decodes both halves of a window whose text ended early, or for which the network had no room, and takes their text
 * where it is as long as speech makes it and a quarter longer than the window's, or not shorter where that had no room.
 * Halves that have little to say as well confirm the text there is, and so does whatever goes wrong with them.
 */
export async function decodeInHalves(
  pool: Pick<WorkerPool, 'transcribe'>,
  samples: Float32Array<ArrayBuffer>,
  whole: DecodedWindow,
  request: DecodingRequest,
): Promise<DecodedWindow> {
  const firstTimestampToken = request.rules.timestamps?.firstTimestampToken;
  // Timestamps of the second half are moved by whole steps.
  const steps = Math.round(cutNearMiddle(samples) / TIMESTAMP_STEP_SAMPLES);
  const cut = steps * TIMESTAMP_STEP_SAMPLES;
  const hear = async (half: Float32Array<ArrayBuffer>): Promise<DecodedWindow> =>
    withoutSilence(await pool.transcribe({ samples: half, ...request }), request.checks);
  try {
    // One after the other: the memory plan counts one window at a time.
    const left = await hear(samples.slice(0, cut));
    const start = firstTimestampToken === undefined ? undefined : { steps, firstTimestampToken };
    const halves = joinDecoded(left, await hear(samples.slice(cut)), start);
    const tokenCount = countText(halves.tokens, request.rules);
    const gain = tokenCount / countText(whole.tokens, request.rules);
    const isLonger = whole.reachedTokenLimit ? gain >= 1 : gain >= LEAST_GAIN;
    if (repeatsItself(halves) || !isLonger || !isDenseEnough(tokenCount, samples)) return withUnused(whole, halves);
    const timings = addTimings(whole.timings, halves.timings);
    return { ...halves, ...languageOf(whole), ...withDiscarded(halves, whole), timings };
  } catch (error) {
    if (toErrorRecord(error).code === 'CANCELLED') throw error;
    return whole;
  }
}

function countText(tokens: readonly number[], { timestamps }: DecodingRules): number {
  return textTokens(tokens, timestamps?.firstTimestampToken ?? Infinity).length;
}

function isDenseEnough(tokenCount: number, samples: Float32Array): boolean {
  return tokenCount >= (LEAST_TOKENS_PER_SECOND * samples.length) / SAMPLE_RATE_HZ;
}

function cutNearMiddle(samples: Float32Array): number {
  const middle = Math.floor(samples.length / 2);
  const range = { first: middle - SEARCH_SAMPLES, last: middle + SEARCH_SAMPLES };
  return findPause(samples, range) ?? findQuietest(samples, range) ?? middle;
}

/** A part of a window, without text where it is probably music: what is heard there is invented, however probable. */
export function withoutSilence(half: DecodedWindow, checks: QualityChecks | undefined): DecodedWindow {
  const isSilent = (half.quality?.noSpeechProbability ?? 0) > (checks?.highestNoSpeechProbability ?? Infinity);
  return isSilent ? { ...half, tokens: [] } : half;
}

function languageOf({ language }: DecodedWindow): Pick<DecodedWindow, 'language'> {
  return language ? { language } : {};
}

function withDiscarded({ quality }: DecodedWindow, whole: DecodedWindow): { readonly quality?: WindowQuality } {
  if (!quality || !whole.quality) return {};
  const { averageLogProbability, tokens, quality: own } = whole;
  const faults = [...own.faults, 'early_end' as const];
  const ended = { temperature: own.temperature, faults, averageLogProbability, tokenCount: tokens.length };
  const discarded = [...own.discarded, ended, ...quality.discarded];
  return { quality: { ...quality, faults: quality.faults.filter((fault) => fault !== 'no_speech'), discarded } };
}
