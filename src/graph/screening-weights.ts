/** The token matrix in 8 bits, and what bounds the error that this makes. */
export interface ScreeningWeights {
  /** `[width, vocabulary]`: the matrix times the last normalisation's scale, transposed, in steps of `scales`. */
  readonly steps: Int8Array;
  /** `[vocabulary]`: size of one step. */
  readonly scales: Float32Array;
  /** `[vocabulary]`: what the last normalisation's shift adds to each logit. */
  readonly shifts: Float32Array;
  /** `[2, vocabulary]`: norms of the matrix in 8 bits, and norms of what it lacks; rounded up. */
  readonly errorNorms: Float32Array;
}

/** The token matrix `[vocabulary, width]` and the scale and shift `[width]` of the normalisation before it. */
export interface ProjectionWeights {
  readonly tokens: Float32Array;
  readonly normScale: Float32Array;
  readonly normShift: Float32Array;
}

// For sums that are rounded: far above what 512 products of float32 can lose, far below what screening decides by.
const ROUNDING_FACTOR = 1.001;
const ROUNDING_TERM = 5e-4;
// For tokens of zeros only, as paddings of a vocabulary are.
const SMALLEST_STEP = 1e-30;

/**
 * Rounds the token matrix to steps of its own for each token.
 *
 * @param largestStep 127, or 63 where products of 8-bit numbers saturate: x86 without VNNI adds two of them in 16 bits
 */
export function screeningWeights(weights: ProjectionWeights, largestStep: number): ScreeningWeights {
  const { tokens, normScale, normShift } = weights;
  const width = normScale.length;
  const vocabulary = tokens.length / width;
  const steps = new Int8Array(tokens.length);
  const scales = new Float32Array(vocabulary);
  const shifts = new Float32Array(vocabulary);
  const errorNorms = new Float32Array(2 * vocabulary);
  for (let token = 0; token < vocabulary; token++) {
    const row = tokens.subarray(token * width, (token + 1) * width);
    const scaled = row.map((value, index) => value * normScale[index]!);
    scales[token] = stepSize(scaled, largestStep);
    shifts[token] = dot(row, normShift);
    const norms = roundRow(scaled, scales[token]!, (index, step) => (steps[index * vocabulary + token] = step));
    errorNorms[token] = norms.kept * ROUNDING_FACTOR;
    errorNorms[vocabulary + token] = norms.lost * ROUNDING_FACTOR + ROUNDING_TERM;
  }
  return { steps, scales, shifts, errorNorms };
}

function stepSize(row: Float32Array, largestStep: number): number {
  const largest = row.reduce((highest, value) => Math.max(highest, Math.abs(value)), 0);
  return Math.max(largest / largestStep, SMALLEST_STEP);
}

function roundRow(row: Float32Array, scale: number, keep: (index: number, step: number) => void) {
  let kept = 0;
  let lost = 0;
  for (let index = 0; index < row.length; index++) {
    const value = row[index]!;
    const step = Math.round(value / scale);
    keep(index, step);
    kept += (step * scale) ** 2;
    lost += (value - step * scale) ** 2;
  }
  return { kept: Math.sqrt(kept), lost: Math.sqrt(lost) };
}

function dot(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += left[index]! * right[index]!;
  return sum;
}
