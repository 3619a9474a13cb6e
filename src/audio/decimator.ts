import { filterKernel } from './filter-kernel.ts';
import { kaiserLength, kaiserWindow, sinc } from './kaiser.ts';
import type { SampleFilter } from './sample-filter.ts';
import { createHistory } from './sample-history.ts';

/** The kernel makes no fewer. */
const OUTPUTS_AT_ONCE = 16;
const FLOAT_BYTES = 4;

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
  const history = createHistory(2 * pairs);
  return {
    push(samples) {
      const input = history.append(samples);
      const ready = Math.max(0, Math.floor(input.length / 2) - 2 * pairs + 1);
      const count = ready - (ready % OUTPUTS_AT_ONCE);
      const output = count === 0 ? new Float32Array(0) : convolve(input, taps, count);
      history.drop(2 * count);
      return output;
    },
  };
}

/** Coefficients for pairs of samples around a centre, from the outermost pair inwards: the smallest are added first. */
interface DecimatorTaps {
  /** At distances … 4, 2 and 0; the centre is a pair with itself, so that it has half of its coefficient. */
  readonly even: Float32Array;
  /** At distances … 5, 3 and 1; as many as at even ones. */
  readonly odd: Float32Array;
}

function decimatorTaps({ rateHz, passHz, stopHz }: DecimatorOptions): DecimatorTaps {
  const pairs = Math.ceil(kaiserLength(stopHz - passHz, rateHz) / 4);
  const cutoff = (passHz + stopHz) / rateHz; // of the input's Nyquist frequency
  const tap = (distance: number) => sinc(distance * cutoff) * kaiserWindow(distance / (2 * pairs));
  const even = Array.from({ length: pairs }, (_, k) => (k === pairs - 1 ? tap(0) / 2 : tap(2 * (pairs - 1 - k))));
  const odd = Array.from({ length: pairs }, (_, k) => tap(2 * (pairs - 1 - k) + 1));
  // The sum of all taps is 1, so that a constant stays as it is.
  const sum = [...even, ...odd].reduce((total, value) => total + 2 * value, 0);
  return { even: Float32Array.from(even, (value) => value / sum), odd: Float32Array.from(odd, (value) => value / sum) };
}

/** Output n is centred on sample 2 × (n + pairs): on sample n + pairs of the even ones. */
function convolve(samples: Float32Array, taps: DecimatorTaps, count: number): Float32Array {
  const kernel = filterKernel();
  const half = Math.ceil(samples.length / 2);
  const [input, evenTaps, oddTaps, even, odd, output] = kernel.place(samples, taps.even, taps.odd, half, half, count);
  kernel.split(input, input + FLOAT_BYTES * samples.length, even, odd);
  const pairsBytes = FLOAT_BYTES * taps.odd.length;
  const last = 2 * pairsBytes - FLOAT_BYTES;
  const outputEnd = output + FLOAT_BYTES * count;
  kernel.addPairs(oddTaps, oddTaps + pairsBytes, odd, odd + last, output, outputEnd);
  kernel.addPairs(evenTaps, evenTaps + pairsBytes, even + FLOAT_BYTES, even + last, output, outputEnd);
  return kernel.read(output, count);
}
