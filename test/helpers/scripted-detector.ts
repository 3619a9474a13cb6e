import { SPEECH_STEP_SAMPLES } from '../../src/audio/speech-steps.ts';
import type { SpeechDetector } from '../../src/audio/speech-detector.ts';

/** Hears speech wherever a step's first sample is positive: what tests say is speech. */
export function scriptedDetector(): SpeechDetector & { readonly heardSamples: () => number } {
  let heard = 0;
  return {
    heardSamples: () => heard,
    hear(samples) {
      heard += samples.length;
      const steps = samples.length / SPEECH_STEP_SAMPLES;
      const isSpeech = (step: number) => samples[step * SPEECH_STEP_SAMPLES]! > 0;
      return Promise.resolve(Float32Array.from({ length: steps }, (_, step) => (isSpeech(step) ? 0.9 : 0.1)));
    },
  };
}

/** Samples for it: pairs of seconds of speech and of silence, one after the other; each sample is different. */
export function speechAndSilence(...pairs: (readonly [speech: number, silence: number])[]): Float32Array<ArrayBuffer> {
  const signs = pairs.flatMap(([speech, silence]) => [
    ...Array.from({ length: speech * 16_000 }, () => 1),
    ...Array.from({ length: silence * 16_000 }, () => -1),
  ]);
  return Float32Array.from(signs, (sign, index) => (sign * (index + 1)) / signs.length);
}
