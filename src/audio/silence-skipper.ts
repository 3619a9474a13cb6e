import { keptEdges, type KeptEdges } from './kept-edges.ts';
import { createSilentRun, type SilentRun } from './silent-run.ts';
import { SPEECH_STEP_SAMPLES, stepsIn } from './speech-steps.ts';

/** Samples of a recording that follow those before, apart from what was left out in between. */
export interface KeptSamples {
  readonly samples: Float32Array;
  readonly skipped?: SkippedSamples;
}

/** How many samples of a silence were left out, and how many of it were kept on both sides. */
export interface SkippedSamples {
  readonly count: number;
  readonly keptBefore: number;
  readonly keptAfter: number;
}

/** Leaves the middle of long stretches without speech out of a recording. */
export interface SilenceSkipper {
  /** Takes samples and, for each step of 512, how likely there is speech; gives what is kept so far. */
  push(samples: Float32Array, probabilities: Float32Array): KeptSamples[];
  /** The end of the recording, once no more samples follow. */
  finish(): KeptSamples[];
}

/** Silences up to this are left as they are: they belong to how something is said. */
const LONGEST_SILENCE_STEPS = stepsIn(3);
/** Where more was left out than kept so far, pauses of this are shortened too: full windows are worth more there. */
const LONGEST_PAUSE_STEPS = stepsIn(0.8);
/** Less than this is not worth a cut. */
const LEAST_SKIPPED_STEPS = stepsIn(0.2);
/** So much of the speech before a silence tells how loud it is. */
const REMEMBERED_STEPS = stepsIn(0.5);
/** Speech begins when it is likelier than not for three steps, about 0.1 s, and lasts until it is clearly unlikely. */
const ONSET = { probability: 0.5, steps: 3 } as const;
const LEAST_PROBABILITY = 0.35;

/** A skipper for one recording. */
export function createSilenceSkipper(): SilenceSkipper {
  const isSpeech = createSpeechTracker();
  let silence = createSilentRun();
  let speech: readonly Float32Array[] = [];
  let [keptCount, skippedCount] = [0, 0];
  const isLong = (steps: number): boolean =>
    steps > (isSparse(keptCount, skippedCount) ? LONGEST_PAUSE_STEPS : LONGEST_SILENCE_STEPS);
  const keep = (steps: readonly Float32Array[]): KeptSamples[] => {
    keptCount += steps.length;
    return steps.map((samples) => ({ samples }));
  };
  /** What is kept of the silence that ends, before more speech or with the recording. */
  const endSilence = (after: readonly Float32Array[]): KeptSamples[] => {
    if (silence.length() === 0) return [];
    const ended = silence;
    silence = createSilentRun();
    if (speech.length + after.length === 0) return [];
    return isLong(ended.length()) ? keepEdges(ended, after) : keep(ended.steps());
  };
  const keepEdges = (ended: SilentRun, after: readonly Float32Array[]): KeptSamples[] => {
    const steps = ended.steps();
    const edges = keptEdges(steps, { before: speech, after });
    const count = ended.length() - edges.first - edges.last;
    if (count < LEAST_SKIPPED_STEPS) return keep(steps);
    skippedCount += count;
    // The next one who speaks may be fainter.
    speech = [];
    const beginning = keep(steps.slice(0, edges.first));
    const [next, ...rest] = keep(steps.slice(steps.length - edges.last));
    return next ? [...beginning, { ...next, skipped: skippedSamples(count, edges) }, ...rest] : beginning;
  };
  const take = (step: Float32Array, probability: number): KeptSamples[] => {
    if (!isSpeech(probability)) {
      silence.add(step);
      return [];
    }
    const kept = [...endSilence([step]), ...keep([step])];
    speech = [...speech.slice(1 - REMEMBERED_STEPS), step];
    return kept;
  };
  return {
    push: (samples, probabilities) =>
      Array.from(probabilities).flatMap((probability, index) =>
        take(samples.subarray(index * SPEECH_STEP_SAMPLES, (index + 1) * SPEECH_STEP_SAMPLES), probability),
      ),
    finish: () => endSilence([]),
  };
}

/** Whether more of a recording was left out than kept, so far: its windows are worth filling. */
export function isSparse(keptCount: number, skippedCount: number): boolean {
  return skippedCount > keptCount;
}

function skippedSamples(stepCount: number, { first, last }: KeptEdges): SkippedSamples {
  const count = stepCount * SPEECH_STEP_SAMPLES;
  return { count, keptBefore: first * SPEECH_STEP_SAMPLES, keptAfter: last * SPEECH_STEP_SAMPLES };
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
