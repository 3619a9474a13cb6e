import { SAMPLE_RATE_HZ } from '../hyperparameters.ts';

/** Samples at 16 kHz that a speech detector judges together: 32 ms. */
export const SPEECH_STEP_SAMPLES = 512;
/** Below this, −72 dB of full scale, there is no speech that anybody could hear. */
export const QUIETEST_SPEECH = 0.00025;

/** Whole steps in so many seconds. */
export function stepsIn(seconds: number): number {
  return Math.round((seconds * SAMPLE_RATE_HZ) / SPEECH_STEP_SAMPLES);
}
