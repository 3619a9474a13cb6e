import { SAMPLE_RATE_HZ } from '../hyperparameters.ts';
import { createPolyphase } from './polyphase.ts';

/** Turns one recording into 16 kHz, block by block. */
export interface Resampler {
  push(samples: Float32Array): Float32Array;
  /** The rest, so that the duration is kept to half a sample. */
  finish(): Float32Array;
}

/**
 * A resampler from any rate to 16 kHz; 16 kHz itself passes unchanged.
 *
 * It gives the samples that FFmpeg gives, which Whisper was trained on: the network hears what a sharper filter keeps
 * just below 8 kHz.
 */
export function createResampler(fromHz: number): Resampler {
  if (fromHz === SAMPLE_RATE_HZ) return { push: (samples) => samples, finish: () => new Float32Array(0) };
  const filter = createPolyphase({ fromHz, toHz: SAMPLE_RATE_HZ });
  let samplesIn = 0;
  let samplesOut = 0;
  return {
    push(samples) {
      samplesIn += samples.length;
      const output = filter.push(samples);
      samplesOut += output.length;
      return output;
    },
    finish() {
      const missing = Math.round((samplesIn * SAMPLE_RATE_HZ) / fromHz) - samplesOut;
      return missing <= 0 ? new Float32Array(0) : filter.push(silenceFor(missing, fromHz)).subarray(0, missing);
    },
  };
}

/** Enough zeros to push `missing` samples at 16 kHz out of the filter, whose memory is below 50 ms. */
function silenceFor(missing: number, fromHz: number): Float32Array {
  return new Float32Array(Math.ceil((missing * fromHz) / SAMPLE_RATE_HZ + 0.05 * fromHz) + 8);
}
