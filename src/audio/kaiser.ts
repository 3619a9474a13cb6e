/** Stop-band attenuation that all filters here are made for, well below the rounding of 16-bit audio. */
const ATTENUATION_DB = 96;
/** Kaiser, "Nonrecursive digital filter design using the I0-sinh window function" (1974): shape for an attenuation. */
const BETA = 0.1102 * (ATTENUATION_DB - 8.7);
const PEAK = besselI0(BETA);

/** Length, in samples, of a Kaiser-windowed low-pass with a transition of `transitionHz` at `rateHz`. */
export function kaiserLength(transitionHz: number, rateHz: number): number {
  return Math.ceil(((ATTENUATION_DB - 7.95) * rateHz) / (2.285 * 2 * Math.PI * transitionHz));
}

/** The Kaiser window at `position` from its centre, where -1 and 1 are its ends; 0 outside. */
export function kaiserWindow(position: number): number {
  return Math.abs(position) >= 1 ? 0 : besselI0(BETA * Math.sqrt(1 - position * position)) / PEAK;
}

/** sin(πx) / πx. */
export function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
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
