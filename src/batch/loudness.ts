import { QUIETEST_SPEECH } from '../audio/silence-skipper.ts';
import { SAMPLE_RATE_HZ } from '../hyperparameters.ts';

/** Speech in a part of a window is no quieter than this share of the loudest tenth of a second of the window: −20 dB. */
const LEAST_LOUDNESS_SHARE = 0.1;
const FRAME_SAMPLES = SAMPLE_RATE_HZ / 10;

/** Whether a part of a window is loud enough for somebody to speak there as well. */
export function isAsLoudAsSpeech(part: Float32Array, window: Float32Array): boolean {
  return Math.max(0, ...frameLoudness(part)) >= speechLoudness(frameLoudness(window));
}

/** Seconds of a window that are loud enough for somebody to speak there, in tenths. */
export function loudSeconds(window: Float32Array): number {
  const frames = frameLoudness(window);
  const least = speechLoudness(frames);
  return (frames.filter((loudness) => loudness >= least).length * FRAME_SAMPLES) / SAMPLE_RATE_HZ;
}

function speechLoudness(frames: readonly number[]): number {
  return Math.max(QUIETEST_SPEECH, LEAST_LOUDNESS_SHARE * Math.max(0, ...frames));
}

/** Root mean square of every tenth of a second; a rest shorter than that is left out. */
function frameLoudness(samples: Float32Array): number[] {
  return Array.from({ length: Math.floor(samples.length / FRAME_SAMPLES) }, (_, frame) => {
    let power = 0;
    for (const sample of samples.subarray(frame * FRAME_SAMPLES, (frame + 1) * FRAME_SAMPLES)) power += sample * sample;
    return Math.sqrt(power / FRAME_SAMPLES);
  });
}
