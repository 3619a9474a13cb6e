import { WhisperBatchError } from '../errors.ts';
import type { Shortlist } from '../model/step-decoder.ts';

/** A token and how likely the network held it to be. */
export interface ChosenToken {
  readonly token: number;
  /** Natural logarithm of its probability among the tokens that were allowed. */
  readonly logProbability: number;
}

// Even if all 51 865 tokens lay just below, leaving them out would change a log-probability by 0.006.
const NEGLIGIBLE_BELOW_HIGHEST = 16;

/**
 * The likeliest token (greedy decoding); of equal ones the first.
 *
 * @throws WhisperBatchError `MODEL_DAMAGED` when no logit is a number above −∞: a network with broken weights gives NaN
 */
export function chooseLikeliest(logits: Float32Array): ChosenToken {
  let token = 0;
  let highest = -Infinity;
  for (let index = 0; index < logits.length; index++) {
    const logit = logits[index]!;
    if (logit > highest) {
      highest = logit;
      token = index;
    }
  }
  if (highest === -Infinity) throw withoutChoice();
  return { token, logProbability: -Math.log(sumRelativeTo(logits, highest)) };
}

/**
 * A token drawn by chance: the higher the temperature, the flatter the probabilities.
 *
 * @param temperature above 0; at 1 tokens have the network's own probabilities
 * @param random gives a number from 0 to below 1
 * @throws WhisperBatchError as {@link chooseLikeliest}
 */
export function sampleToken(logits: Float32Array, temperature: number, random: () => number): ChosenToken {
  const likeliest = chooseLikeliest(logits);
  const highest = logits[likeliest.token]!;
  const weights = Float64Array.from(logits, (logit) => Math.exp((logit - highest) / temperature));
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  const drawn = weights.findIndex((weight) => (left -= weight) < 0);
  // Rounding may leave a rest behind the last token.
  const token = drawn === -1 ? likeliest.token : drawn;
  return { token, logProbability: logits[token]! - highest + likeliest.logProbability };
}

/**
 * What {@link chooseLikeliest} would choose of all logits, if the shortlist is enough to know; of the tokens that are
 * not on it only the sum of the estimates enters the log-probability.
 */
export function chooseFromShortlist(
  { tokens, logits, estimates, ceiling, estimateLogSum }: Shortlist,
  isAllowed: (token: number) => boolean,
): ChosenToken | undefined {
  let highest = -Infinity;
  let likeliest = Infinity;
  for (const [index, token] of tokens.entries()) {
    const logit = logits[index]!;
    if (logit < highest || (logit === highest && token > likeliest) || !isAllowed(token)) continue;
    highest = logit;
    likeliest = token;
  }
  // Written so that a network that gives NaN does not pass.
  if (!(highest > ceiling)) return undefined;
  let sum = Math.exp(estimateLogSum - highest);
  for (const [index, token] of tokens.entries()) {
    sum -= Math.exp(estimates[index]! - highest);
    if (isAllowed(token)) sum += Math.exp(logits[index]! - highest);
  }
  // The likeliest token alone is 1; what rounding may have taken from the rest is given back.
  return { token: likeliest, logProbability: -Math.log(Math.max(sum, 1)) };
}

function sumRelativeTo(logits: Float32Array, highest: number): number {
  const threshold = highest - NEGLIGIBLE_BELOW_HIGHEST;
  let sum = 0;
  // No function for each of 50 000 logits: that takes longer than all the exponentials.
  for (const logit of logits) {
    if (logit >= threshold) sum += Math.exp(logit - highest);
  }
  return sum;
}

function withoutChoice(): WhisperBatchError {
  const message = 'Expected the network to hold at least one token for possible, found no logit that is a number.';
  return new WhisperBatchError('MODEL_DAMAGED', message, 'Get the model files again from where the model came from.');
}
