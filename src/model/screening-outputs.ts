import { tensor, type Tensor } from '../graph/onnx-session.ts';
import { floatValues } from './decoder-outputs.ts';
import type { Shortlist } from './step-decoder.ts';

type Outputs = Readonly<Record<string, Tensor>>;

/** What a step fetches; the estimates of all tokens stay inside, because onnxruntime-node would copy them. */
export const SHORTLIST_OUTPUTS = [
  'shortlist_tokens',
  'shortlist_logits',
  'shortlist_estimates',
  'ceiling',
  'estimate_sum',
] as const;

/** How many tokens a step gives exact logits for: with 32, one step in a hundred would need more. */
export const SHORTLIST_LENGTH = 64;
/** How many it gives where those do not settle which is likeliest: with these, hardly any step needs all logits. */
export const LONG_SHORTLIST_LENGTH = 512;

/** What screening takes besides the state: the length of shortlists, or as much as the vocabulary allows. */
export function shortlistLength(wanted: number, vocabularySize: number): Tensor {
  return tensor('int64', BigInt64Array.of(BigInt(Math.min(wanted, vocabularySize - 1))), [1]);
}

/** The shortlist of each row. */
export function shortlistsOf(outputs: Outputs, rows: number): Shortlist[] {
  const tokens = listedTokens(outputs);
  const logits = floatValues(outputs['shortlist_logits']);
  const estimates = floatValues(outputs['shortlist_estimates']);
  const ceilings = floatValues(outputs['ceiling']);
  const sums = floatValues(outputs['estimate_sum']);
  const length = tokens.length / rows;
  return Array.from({ length: rows }, (_, row) => {
    const [begin, end] = [row * length, (row + 1) * length];
    return {
      tokens: tokens.slice(begin, end),
      logits: logits.subarray(begin, end),
      estimates: estimates.subarray(begin, end),
      ceiling: ceilings[row]!,
      estimateLogSum: sums[row]!,
    };
  });
}

/** Logits `[rows, vocabulary]`: exact for the tokens on the shortlists, estimates for all others. */
export function likelyLogits(outputs: Outputs, vocabularySize: number): Float32Array {
  const logits = floatValues(outputs['estimates']);
  const listed = floatValues(outputs['shortlist_logits']);
  const tokens = listedTokens(outputs);
  const length = (tokens.length * vocabularySize) / logits.length;
  for (const [index, token] of tokens.entries()) {
    logits[Math.floor(index / length) * vocabularySize + token] = listed[index]!;
  }
  return logits;
}

function listedTokens(outputs: Outputs): number[] {
  return Array.from(outputs['shortlist_tokens']!.data as BigInt64Array, Number);
}
