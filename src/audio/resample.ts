import { SAMPLE_RATE_HZ } from '../hyperparameters.ts';
import { createDecimator } from './decimator.ts';
import { createPolyphase } from './polyphase.ts';
import type { SampleFilter } from './sample-filter.ts';

/** Turns one recording into 16 kHz, block by block. */
export interface Resampler {
  push(samples: Float32Array): Float32Array;
  /** The rest, so that the duration is kept to half a sample. */
  finish(): Float32Array;
}

/** Everything below is kept. */
const PASS_HZ = 7500;
/** From here on nothing is left: what lies above cannot be held at 16 kHz and would come back mirrored. */
const STOP_HZ = SAMPLE_RATE_HZ / 2;
const INTERMEDIATE_HZ = 2 * SAMPLE_RATE_HZ;

/**
 * A resampler from any rate to 16 kHz (windowed sinc, Kaiser window); 16 kHz itself passes unchanged.
 *
 * Higher rates go by way of 32 kHz: a sharp filter is long, and from 32 kHz its coefficients come in pairs, while the
 * filter that leads there may be very short.
 */
export function createResampler(fromHz: number): Resampler {
  const filters = fromHz === SAMPLE_RATE_HZ ? [] : filtersFrom(fromHz);
  let samplesIn = 0;
  let samplesOut = 0;
  const run = (samples: Float32Array): Float32Array => filters.reduce((passed, filter) => filter.push(passed), samples);
  return {
    push(samples) {
      samplesIn += samples.length;
      const output = run(samples);
      samplesOut += output.length;
      return output;
    },
    finish() {
      const missing = Math.round((samplesIn * SAMPLE_RATE_HZ) / fromHz) - samplesOut;
      return missing <= 0 ? new Float32Array(0) : run(silenceFor(missing, fromHz)).subarray(0, missing);
    },
  };
}

function filtersFrom(fromHz: number): SampleFilter[] {
  if (fromHz < SAMPLE_RATE_HZ) {
    return [createPolyphase({ fromHz, toHz: SAMPLE_RATE_HZ, passHz: 0.46 * fromHz, stopHz: 0.54 * fromHz })];
  }
  return [
    createPolyphase({ fromHz, toHz: INTERMEDIATE_HZ, passHz: PASS_HZ, stopHz: INTERMEDIATE_HZ - STOP_HZ }),
    createDecimator({ rateHz: INTERMEDIATE_HZ, passHz: PASS_HZ, stopHz: STOP_HZ }),
  ];
}

/** Enough zeros to push `missing` samples at 16 kHz out of the filters, whose memory is below 50 ms. */
function silenceFor(missing: number, fromHz: number): Float32Array {
  return new Float32Array(Math.ceil((missing * fromHz) / SAMPLE_RATE_HZ + 0.05 * fromHz) + 8);
}
