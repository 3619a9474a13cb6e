import { QUIETEST_SPEECH, stepsIn } from './speech-steps.ts';

/** Kept of a silence beside speech, at most: more than any detector is late. */
export const MOST_KEPT_STEPS = stepsIn(0.5);
/** Kept of it where nothing is heard any more, or yet. */
const LEAST_KEPT_STEPS = stepsIn(0.1);
/** A tenth of a silence is its noise, also where most of a short one is the rest of a word … */
const NOISE_SHARE = 0.1;
/** … and what is more than 6 dB louder may be a faint word beginning or ending … */
const LOUDER_POWER = 4;
/** … unless it is 30 dB fainter than the speech beside it, as what is behind speech is where a recording was cut. */
const FAINT_POWER_SHARE = 1e-3;
/** In noise less than 15 dB below the speech beside it a word may begin unheard, and the detector is latest. */
const NOISY_POWER_SHARE = 10 ** -1.5;

/** Steps of a silence beside speech, as many as belong to it, or may. */
export interface KeptEdges {
  readonly first: number;
  readonly last: number;
}

/** Speech on both sides of a silence, where there is any. */
export interface Surroundings {
  readonly before: readonly Float32Array[];
  readonly after: readonly Float32Array[];
}

/** How many steps of a silence are kept at its start and at its end, up to half a second each. */
export function keptEdges(silence: readonly Float32Array[], { before, after }: Surroundings): KeptEdges {
  const powers = silence.map(meanSquare);
  const noise = noisePower(powers);
  const keptBeside = (edge: readonly number[], speech: readonly Float32Array[]): number => {
    if (speech.length === 0) return 0;
    const loudest = Math.max(...edge, ...speech.map(meanSquare));
    if (noise > Math.max(NOISY_POWER_SHARE * loudest, QUIETEST_SPEECH ** 2)) return edge.length;
    const audible = Math.max(LOUDER_POWER * noise, FAINT_POWER_SHARE * loudest, QUIETEST_SPEECH ** 2);
    const heard = edge.findLastIndex((power) => power > audible) + 1;
    return Math.min(edge.length, heard + LEAST_KEPT_STEPS);
  };
  return {
    first: keptBeside(powers.slice(0, MOST_KEPT_STEPS), before),
    // The detector is late: what it takes for silence may be as loud as the speech behind it.
    last: keptBeside(powers.slice(-MOST_KEPT_STEPS).reverse(), after),
  };
}

function meanSquare(step: Float32Array): number {
  let sum = 0;
  for (const sample of step) sum += sample * sample;
  return sum / step.length;
}

function noisePower(powers: readonly number[]): number {
  return powers.toSorted((one, other) => one - other)[Math.floor(NOISE_SHARE * powers.length)] ?? 0;
}
