/** A language the model knows, and how likely it held it to be. */
export interface DetectedLanguage {
  readonly token: number;
  /** Among all languages, from 0 to 1. */
  readonly probability: number;
}

/** How likely the token is of all, by the logits after the start of transcript. */
export function noSpeechProbability(logits: Float32Array, noSpeechToken: number): number {
  const highest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - highest);
  return Math.exp(logits[noSpeechToken]! - highest) / sum;
}

/** The likeliest language by the logits after the start of transcript; of equal ones the first. */
export function likeliestLanguage(logits: Float32Array, languageTokens: readonly number[]): DetectedLanguage {
  const scores = languageTokens.map((token) => logits[token]!);
  const highest = Math.max(...scores);
  const sum = scores.reduce((total, score) => total + Math.exp(score - highest), 0);
  return { token: languageTokens[scores.indexOf(highest)]!, probability: 1 / sum };
}
