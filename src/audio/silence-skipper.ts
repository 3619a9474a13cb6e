import { SAMPLE_RATE_HZ } from '../hyperparameters.ts';

/** Samples at 16 kHz that a speech detector judges together: 32 ms. */
export const SPEECH_STEP_SAMPLES = 512;
/** Below this, −72 dB of full scale, there is no speech that anybody could hear. */
export const QUIETEST_SPEECH = 0.00025;

/** Samples of a recording that follow those before, apart from what was left out in between. */
export interface KeptSamples {
  readonly samples: Float32Array;
  readonly skippedBefore: number;
}

/** Leaves the middle of long stretches without speech out of a recording. */
export interface SilenceSkipper {
  /** Takes samples and, for each step of 512, how likely there is speech; gives what is kept so far. */
  push(samples: Float32Array, probabilities: Float32Array): KeptSamples[];
  /** The end of the recording, once no more samples follow. */
  finish(): KeptSamples[];
}

/** Kept after the last speech before a gap, and before the first after it: more than any detector is late. */
export const KEPT_SECONDS = 0.5;
/** Silences up to this are left as they are: they belong to how something is said. */
const LONGEST_SILENCE_SECONDS = 3;
/** Speech begins when it is likelier than not for three steps, about 0.1 s, and lasts until it is clearly unlikely. */
const ONSET = { probability: 0.5, steps: 3 } as const;
const LEAST_PROBABILITY = 0.35;

const KEPT_STEPS = stepsIn(KEPT_SECONDS);
const LONGEST_SILENCE_STEPS = stepsIn(LONGEST_SILENCE_SECONDS);

/** A skipper for one recording. */
export function createSilenceSkipper(): SilenceSkipper {
  const isSpeech = createSpeechTracker();
  let held: Float32Array[] = [];
  /** Steps since the last speech; at the beginning there is none whose end must be kept. */
  let silentSteps = KEPT_STEPS;
  let skippedSamples = 0;
  const release = (): KeptSamples[] => {
    const kept = held.map((samples, index) => ({ samples, skippedBefore: index === 0 ? skippedSamples : 0 }));
    [held, skippedSamples] = [[], 0];
    return kept;
  };
  const hold = (step: Float32Array): void => {
    held.push(step);
    if (silentSteps <= LONGEST_SILENCE_STEPS) return;
    const dropped = held.splice(0, held.length - KEPT_STEPS);
    skippedSamples += dropped.reduce((total, { length }) => total + length, 0);
  };
  const take = (step: Float32Array, probability: number): KeptSamples[] => {
    silentSteps = isSpeech(probability) ? 0 : silentSteps + 1;
    if (silentSteps <= KEPT_STEPS) {
      held.push(step);
      return release();
    }
    hold(step);
    return [];
  };
  return {
    push: (samples, probabilities) =>
      Array.from(probabilities).flatMap((probability, index) =>
        take(samples.subarray(index * SPEECH_STEP_SAMPLES, (index + 1) * SPEECH_STEP_SAMPLES), probability),
      ),
    // Nothing follows: a silence that is long already is no part of what is said.
    finish: () => (skippedSamples > 0 ? [] : release()),
  };
}

/** Whether nothing among the probabilities could belong to speech. */
export function isWordless(probabilities: Float32Array): boolean {
  return probabilities.every((probability) => probability < LEAST_PROBABILITY);
}

/** Whether any of the probabilities, in order, make speech. */
export function hasSpeech(probabilities: Float32Array): boolean {
  const isSpeech = createSpeechTracker();
  return probabilities.some((probability) => isSpeech(probability));
}

/** Tells for each step, in order, whether it belongs to speech. */
function createSpeechTracker(): (probability: number) => boolean {
  let likelySteps = 0;
  let isSpeaking = false;
  return (probability) => {
    likelySteps = probability >= ONSET.probability ? likelySteps + 1 : 0;
    isSpeaking = likelySteps >= ONSET.steps || (isSpeaking && probability >= LEAST_PROBABILITY);
    return isSpeaking;
  };
}

function stepsIn(seconds: number): number {
  return Math.round((seconds * SAMPLE_RATE_HZ) / SPEECH_STEP_SAMPLES);
}
