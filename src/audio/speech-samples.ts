import type { AudioBlock } from './audio-block.ts';
import { createDownmixer, type Downmixer } from './downmix.ts';
import { createResampler, type Resampler } from './resample.ts';

/** Turns decoded blocks of one recording, whose rate may change on the way, into mono samples at 16 kHz. */
export interface SpeechConverter {
  push(block: AudioBlock): Float32Array[];
  finish(): Float32Array[];
}

/** A converter for one recording. */
export function createSpeechConverter(): SpeechConverter {
  let current: { readonly rateHz: number; readonly downmixer: Downmixer; readonly resampler: Resampler } | undefined;
  return {
    push({ channels, sampleRateHz }) {
      // Chained Ogg files and joined MP3 files may go on at another rate.
      const before = current !== undefined && current.rateHz !== sampleRateHz ? [current.resampler.finish()] : [];
      if (current?.rateHz !== sampleRateHz) {
        current = {
          rateHz: sampleRateHz,
          downmixer: createDownmixer(sampleRateHz),
          resampler: createResampler(sampleRateHz),
        };
      }
      return [...before, current.resampler.push(current.downmixer.push(channels))];
    },
    finish: () => (current === undefined ? [] : [current.resampler.finish()]),
  };
}
