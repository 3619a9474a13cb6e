import type { DecodingRules, TimestampRules } from './decoding-rules.ts';

/**
 * Rules out, in place, every token that may not come next (its logit becomes −∞).
 *
 * @param logits of one row, length vocabulary
 * @param tokens generated so far, without the prompt
 */
export function filterLogits(logits: Float32Array, tokens: readonly number[], rules: DecodingRules): void {
  suppress(logits, rules.suppressTokens);
  if (tokens.length === 0) suppress(logits, rules.beginSuppressTokens);
  if (rules.timestamps) filterTimestamps(logits, tokens, { ...rules.timestamps, endToken: rules.endToken });
}

interface TimestampFilter extends TimestampRules {
  readonly endToken: number;
}

/** Whether a token may not come next, timestamps apart. */
export function isSuppressed(token: number, tokens: readonly number[], rules: DecodingRules): boolean {
  return rules.suppressTokens.includes(token) || (tokens.length === 0 && rules.beginSuppressTokens.includes(token));
}

function suppress(logits: Float32Array, tokens: readonly number[]): void {
  for (const token of tokens) logits[token] = -Infinity;
}

function filterTimestamps(logits: Float32Array, tokens: readonly number[], filter: TimestampFilter): void {
  const { firstTimestampToken: first, noTimestampsToken, maxInitialTimestampIndex } = filter;
  logits[noTimestampsToken] = -Infinity;
  enforcePairs(logits, tokens, filter);
  logits.fill(-Infinity, first, earliestTimestamp(tokens, first));
  if (tokens.length === 0) {
    // A window begins with a timestamp, and with an early one.
    logits.fill(-Infinity, 0, first);
    logits.fill(-Infinity, first + maxInitialTimestampIndex + 1);
  }
  // When all timestamps together are likelier than any single text token, a timestamp is due.
  if (logSumExp(logits, first) > maximum(logits, 0, first)) logits.fill(-Infinity, 0, first);
}

// Timestamps come in pairs (end of a segment, start of the next), except at the start and before the end token.
function enforcePairs(logits: Float32Array, tokens: readonly number[], filter: TimestampFilter): void {
  const { firstTimestampToken: first, endToken } = filter;
  const isTimestamp = (token: number | undefined) => token !== undefined && token >= first;
  if (!isTimestamp(tokens.at(-1))) return;
  if (tokens.length < 2 || isTimestamp(tokens.at(-2))) logits.fill(-Infinity, first);
  else logits.fill(-Infinity, 0, endToken);
}

// Time does not run backwards; a segment has a length, so only the start of the next may equal the end before it.
function earliestTimestamp(tokens: readonly number[], first: number): number {
  const latest = tokens.findLast((token) => token >= first);
  if (latest === undefined) return first;
  const endsSegment = (tokens.at(-1) ?? 0) >= first && (tokens.at(-2) ?? first) < first;
  return endsSegment ? latest : latest + 1;
}

function logSumExp(logits: Float32Array, begin: number): number {
  const highest = maximum(logits, begin, logits.length);
  if (highest === -Infinity) return -Infinity;
  let sum = 0;
  for (let token = begin; token < logits.length; token++) sum += Math.exp(logits[token]! - highest);
  return highest + Math.log(sum);
}

function maximum(values: Float32Array, begin: number, end: number): number {
  let highest = -Infinity;
  for (let index = begin; index < end; index++) if (values[index]! > highest) highest = values[index]!;
  return highest;
}
