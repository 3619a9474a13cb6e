import { WhisperBatchError } from '../errors.ts';

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

function sumRelativeTo(logits: Float32Array, highest: number): number {
  const threshold = highest - NEGLIGIBLE_BELOW_HIGHEST;
  let sum = 0;
  logits.forEach((logit) => {
    if (logit >= threshold) sum += Math.exp(logit - highest);
  });
  return sum;
}

function withoutChoice(): WhisperBatchError {
  const message = 'Expected the network to hold at least one token for possible, found no logit that is a number.';
  return new WhisperBatchError('MODEL_DAMAGED', message, 'Get the model files again from where the model came from.');
}
