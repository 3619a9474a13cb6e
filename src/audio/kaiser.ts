/** Shape of libswresample's Kaiser window (`kaiser_beta`): side lobes 90 dB down. */
const BETA = 9;
/** Straight lines between so many values of half a window are within 1e-7 of it. */
const STEPS = 8192;

let halfWindow: Float64Array | undefined;

/**
 * The Kaiser window at `position` from its centre, where -1 and 1 are its ends, not yet 0; 0 outside.
 *
 * Kaiser, "Nonrecursive digital filter design using the I0-sinh window function" (1974).
 */
export function kaiserWindow(position: number): number {
  const place = Math.abs(position) * STEPS;
  if (!(place <= STEPS)) return 0;
  halfWindow ??= Float64Array.from({ length: STEPS + 1 }, (_, step) => exactWindow(step / STEPS));
  const step = Math.min(Math.floor(place), STEPS - 1);
  const left = halfWindow[step]!;
  return left + (place - step) * (halfWindow[step + 1]! - left);
}

/** sin(πx) / πx. */
export function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

function exactWindow(position: number): number {
  return besselI0(BETA * Math.sqrt(1 - position * position)) / besselI0(BETA);
}

function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-14 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
