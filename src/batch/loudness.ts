import { SAMPLE_RATE_HZ } from '../hyperparameters.ts';

/** Speech in a part of a window is no quieter than this share of the loudest tenth of a second of the window: −20 dB. */
const LEAST_LOUDNESS_SHARE = 0.1;
/** −72 dB of full scale: no speech that anybody could hear. */
const QUIETEST_SPEECH = 0.00025;
const FRAME_SAMPLES = SAMPLE_RATE_HZ / 10;

/** Whether a part of a window is loud enough for somebody to speak there as well. */
export function isAsLoudAsSpeech(part: Float32Array, window: Float32Array): boolean {
  return loudness(part) >= Math.max(QUIETEST_SPEECH, LEAST_LOUDNESS_SHARE * loudness(window));
}

/** Seconds of a window that are loud enough for somebody to speak there, in tenths. */
export function loudSeconds(window: Float32Array): number {
  const limit = Math.max(QUIETEST_SPEECH, LEAST_LOUDNESS_SHARE * loudness(window));
  let count = 0;
  for (let begin = 0; begin + FRAME_SAMPLES <= window.length; begin += FRAME_SAMPLES) {
    if (loudness(window.subarray(begin, begin + FRAME_SAMPLES)) >= limit) count++;
  }
  return (count * FRAME_SAMPLES) / SAMPLE_RATE_HZ;
}

/** Root mean square of the loudest tenth of a second. */
function loudness(samples: Float32Array): number {
  let loudest = 0;
  for (let begin = 0; begin + FRAME_SAMPLES <= samples.length; begin += FRAME_SAMPLES) {
    let power = 0;
    for (const sample of samples.subarray(begin, begin + FRAME_SAMPLES)) power += sample * sample;
    loudest = Math.max(loudest, power);
  }
  return Math.sqrt(loudest / FRAME_SAMPLES);
}
