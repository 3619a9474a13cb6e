import { QUIETEST_SPEECH } from '../audio/speech-steps.ts';
import { SAMPLE_RATE_HZ } from '../hyperparameters.ts';

/** Speech in a part of a window is no quieter than this share of the loudest of the window: −20 dB. */
const LEAST_LOUDNESS_SHARE = 0.1;
const FRAME_SAMPLES = SAMPLE_RATE_HZ / 10;
/** Of the loudest tenths of a second so many say nothing: a clap or a slammed door is over by then. */
const UNTOLD_FRAMES = 3;

/** Whether a part of a window is loud enough for somebody to speak there as well. */
export function isAsLoudAsSpeech(part: Float32Array, window: Float32Array): boolean {
  return loudSeconds(part, window) > 0;
}

/** Seconds of a part of a window that are loud enough for somebody to speak there, in tenths. */
export function loudSeconds(part: Float32Array, window = part): number {
  const least = speechLoudness(frameLoudness(window));
  const frames = frameLoudness(part).filter((loudness) => loudness >= least);
  return (frames.length * FRAME_SAMPLES) / SAMPLE_RATE_HZ;
}

function speechLoudness(frames: readonly number[]): number {
  const loudest = frames.toSorted((one, other) => other - one)[UNTOLD_FRAMES] ?? 0;
  return Math.max(QUIETEST_SPEECH, LEAST_LOUDNESS_SHARE * loudest);
}

/** Root mean square of every tenth of a second; a rest shorter than that is left out. */
function frameLoudness(samples: Float32Array): number[] {
  return Array.from({ length: Math.floor(samples.length / FRAME_SAMPLES) }, (_, frame) => {
    let power = 0;
    for (const sample of samples.subarray(frame * FRAME_SAMPLES, (frame + 1) * FRAME_SAMPLES)) power += sample * sample;
    return Math.sqrt(power / FRAME_SAMPLES);
  });
}
