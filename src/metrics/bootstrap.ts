import { editTotal, type EditCounts } from './edit-counts.ts';
import { percentile, sortSamples } from './statistics.ts';

/** Where an error rate lies with 95 % confidence. */
export interface RateInterval {
  readonly low: number;
  readonly high: number;
}

/** How often the samples are drawn anew. */
export const RESAMPLES = 2000;
/** The same samples give the same interval on every machine. */
const SEED = 1;

/**
 * The 95 % interval of an error rate, by drawing as many samples (files, blocks of a file) as there are, with replacement,
 * again and again (percentile bootstrap); `null` for fewer than two samples or without a word in the references.
 */
export function bootstrapInterval(counts: readonly EditCounts[]): RateInterval | null {
  if (counts.length < 2) return null;
  const edits = counts.map(editTotal);
  const lengths = counts.map(({ referenceLength }) => referenceLength);
  const random = createRandom(SEED);
  const rates: number[] = [];
  for (let draw = 0; draw < RESAMPLES; draw += 1) {
    const rate = drawRate(edits, lengths, random);
    if (Number.isFinite(rate)) rates.push(rate);
  }
  const samples = sortSamples(rates);
  const [low, high] = [percentile(samples, 0.025), percentile(samples, 0.975)];
  return low === null || high === null ? null : { low, high };
}

/** Not finite when only samples with empty references were drawn. */
function drawRate(edits: readonly number[], lengths: readonly number[], random: () => number): number {
  let [edited, total] = [0, 0];
  for (let remaining = edits.length; remaining > 0; remaining -= 1) {
    const sample = Math.floor(random() * edits.length);
    edited += edits[sample] ?? 0;
    total += lengths[sample] ?? 0;
  }
  return edited / total;
}

/** Numbers from 0 to below 1 (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
