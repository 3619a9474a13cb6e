import { HOP_LENGTH_SAMPLES, SAMPLE_RATE_HZ, TIMESTAMP_STEP_SECONDS } from '../hyperparameters.ts';
import type { AudioAttention } from '../model/attention-record.ts';
import { alignTokens, type AlignmentCosts } from './dynamic-time-warping.ts';
import { medianFilter } from './median-filter.ts';

/** When the tokens of a window were spoken, as plain data that crosses threads. */
export interface TokenTimes {
  /** When each token ends and the next one begins, in seconds from the start of the window. */
  readonly endSeconds: readonly number[];
  /** How likely the network held each token to be. */
  readonly probabilities: readonly number[];
}

/**
 * When tokens were spoken, told by where the network looked while it was fed a token in order to find the next: there the
 * next one begins.
 *
 * @param probabilities of the tokens that followed the prompt
 * @param sampleCount length of the window; what lies behind it is padding and no place for a token
 */
export function findTokenTimes(
  attention: AudioAttention,
  probabilities: readonly number[],
  sampleCount: number,
): TokenTimes {
  const frames = Math.ceil(sampleCount / HOP_LENGTH_SAMPLES);
  const positions = Math.min(attention.positions, Math.floor(frames / 2));
  const starts = alignTokens(alignmentCosts(attention, positions));
  const windowSeconds = sampleCount / SAMPLE_RATE_HZ;
  // The last token is not fed when there is no room for another.
  const endSeconds = probabilities.map((_, token) =>
    Math.min((starts[token] ?? Infinity) * TIMESTAMP_STEP_SECONDS, windowSeconds),
  );
  return { endSeconds, probabilities };
}

/**
 * How little each position belongs to each token: attention, weighed against that of the other tokens to the same
 * position, smoothed over time and averaged over heads, with the sign turned round.
 */
export function alignmentCosts(
  { heads, positions: stride, weights }: AudioAttention,
  positions: number,
): AlignmentCosts {
  const values = new Float32Array(weights.length * positions);
  const smoothed = new Float32Array(positions);
  for (let head = 0; head < heads; head++) {
    const rows = weights.map((row) => row.slice(head * stride, head * stride + positions));
    standardize(rows);
    for (const [token, row] of rows.entries()) {
      medianFilter(row, smoothed);
      const offset = token * positions;
      for (let position = 0; position < positions; position++) {
        values[offset + position]! -= smoothed[position]! / heads;
      }
    }
  }
  return { values, tokens: weights.length, positions };
}

// In place, to a mean of 0 and a standard deviation of 1 over all tokens at each position. Plain loops: with a function
// for each of a million values this takes longer than all the rest.
function standardize(rows: readonly Float32Array[]): void {
  const positions = rows[0]?.length ?? 0;
  const means = new Float64Array(positions);
  for (const row of rows) {
    for (let position = 0; position < positions; position++) means[position]! += row[position]! / rows.length;
  }
  const scales = inverseDeviations(rows, means);
  for (const row of rows) {
    for (let position = 0; position < positions; position++) {
      row[position] = (row[position]! - means[position]!) * scales[position]!;
    }
  }
}

function inverseDeviations(rows: readonly Float32Array[], means: Float64Array): Float64Array {
  const variances = new Float64Array(means.length);
  for (const row of rows) {
    for (let position = 0; position < means.length; position++) {
      variances[position]! += (row[position]! - means[position]!) ** 2 / rows.length;
    }
  }
  // A position that all tokens attend to equally, as a single token does, tells nothing.
  return variances.map((variance) => (variance > 0 ? 1 / Math.sqrt(variance) : 0));
}
