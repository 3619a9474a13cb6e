import { SAMPLE_RATE_HZ } from '../hyperparameters.ts';

const FRAME_SAMPLES = SAMPLE_RATE_HZ / 100; // 10 ms
/** Loudness is averaged over 210 ms: a pause between words stays quiet, the closure of a "t" or "k" does not. */
const PAUSE_FRAMES = 21;
/** Edges of the pause are found on 50 ms, which follow the sound more closely. */
const EDGE_FRAMES = 5;
/** Below this a recording counts as silent, so that the noise of an empty line does not decide. */
const SILENCE_DB = -65;
/** A pause is quieter than the louder quarter of the samples by this share of what lies between them and the noise … */
const PAUSE_DEPTH_SHARE = 0.6;
/** … but by no less than this, or noise and music would have pauses, and it need not be more than that. */
const PAUSE_DEPTH_DB = { least: 6, most: 18 } as const;
/** This share of 10 ms frames is noise. */
const NOISE_SHARE = 0.02;
/** Even sound varies by less than this. */
const LEAST_DIP_DB = 3;
/** Deeper than this, all pauses are equally good. */
const CLEAR_PAUSE_DB = 25;
/** Among pauses of nearly the same depth a later one makes a longer window. */
const PENALTY_DB_PER_SECOND = 1;
/** A long pause is cut this far from its end and not in its middle, so that windows hold less silence. */
const LONG_PAUSE_REST_FRAMES = 50;

/** Where a cut may lie, as sample indices: from `first` up to and including `last`. */
export interface CutRange {
  readonly first: number;
  readonly last: number;
}

/** The deepest pause, later ones preferred a little, or the latest, which makes the longest window. */
export type PausePreference = 'deepest' | 'latest';

/**
 * Middle of the best pause of mono 16 kHz `samples` that lies within `range`, as a sample index, or undefined where
 * nothing there is clearly quieter than the rest.
 */
export function findPause(
  samples: Float32Array,
  range: CutRange,
  preference: PausePreference = 'deepest',
): number | undefined {
  const first = Math.ceil(range.first / FRAME_SAMPLES);
  const end = Math.floor(range.last / FRAME_SAMPLES);
  if (end - first < PAUSE_FRAMES) return undefined;
  const power = framePower(samples);
  const levels = smoothedLevels(power, PAUSE_FRAMES);
  const levelsInRange = levels.subarray(first, end);
  const loud = Math.max(quantile(levels, 0.75), quantile(levelsInRange, 0.75));
  // Within 10 ms even speech without a pause is as quiet as the noise behind it: where a "t" or "k" is closed.
  const noise = quantile(smoothedLevels(power, 1), NOISE_SHARE);
  const highest = loud - neededDepth(loud - noise);
  const latest = preference === 'latest' ? latestDip(levelsInRange, highest) : undefined;
  const best = latest ?? bestFrame(levelsInRange, loud - CLEAR_PAUSE_DB);
  if (levelsInRange[best]! > highest && loud > SILENCE_DB) return undefined;
  const depth = loud - levelsInRange[best]!;
  const limit = levelsInRange[best]! + Math.max(3, depth / 3);
  const edgeLevels = smoothedLevels(power, EDGE_FRAMES).subarray(first, end);
  return (first + cutFrame(edgeLevels, best, limit)) * FRAME_SAMPLES;
}

/**
 * Quietest moment of mono 16 kHz `samples` within `range`, as a sample index, or undefined in even sound. Later ones are
 * preferred a little.
 */
export function findQuietest(samples: Float32Array, range: CutRange): number | undefined {
  const first = Math.ceil(range.first / FRAME_SAMPLES);
  const end = Math.floor(range.last / FRAME_SAMPLES);
  if (end <= first) return undefined;
  const levels = smoothedLevels(framePower(samples), PAUSE_FRAMES).subarray(first, end);
  const quietest = bestFrame(levels, SILENCE_DB);
  if (quantile(levels, 0.5) - levels[quietest]! < LEAST_DIP_DB) return undefined;
  return (first + quietest) * FRAME_SAMPLES;
}

function neededDepth(dynamicRange: number): number {
  return Math.min(PAUSE_DEPTH_DB.most, Math.max(PAUSE_DEPTH_DB.least, PAUSE_DEPTH_SHARE * dynamicRange));
}

/** Mean square of every 10 ms; a rest shorter than that is left out. */
function framePower(samples: Float32Array): Float64Array {
  const power = new Float64Array(Math.floor(samples.length / FRAME_SAMPLES));
  for (let frame = 0; frame < power.length; frame++) {
    let sum = 0;
    for (let i = frame * FRAME_SAMPLES; i < (frame + 1) * FRAME_SAMPLES; i++) sum += samples[i]! * samples[i]!;
    power[frame] = sum / FRAME_SAMPLES;
  }
  return power;
}

/** Level in dB of full scale of each frame, averaged over `width` frames around it as far as they exist. */
function smoothedLevels(power: Float64Array, width: number): Float64Array {
  const reach = (width - 1) / 2;
  const sums = new Float64Array(power.length + 1); // sums[n]: the first n frames together
  for (let frame = 0; frame < power.length; frame++) sums[frame + 1] = sums[frame]! + power[frame]!;
  return power.map((_, frame) => {
    const first = Math.max(0, frame - reach);
    const end = Math.min(power.length, frame + reach + 1);
    return Math.max(SILENCE_DB, 10 * Math.log10((sums[end]! - sums[first]!) / (end - first)));
  });
}

function quantile(levels: Float64Array, share: number): number {
  return levels.toSorted()[Math.floor(share * (levels.length - 1))]!;
}

/** The quietest frame, later ones preferred a little; levels below `clear` count as equal. */
function bestFrame(levels: Float64Array, clear: number): number {
  const penaltyPerFrame = (PENALTY_DB_PER_SECOND * FRAME_SAMPLES) / SAMPLE_RATE_HZ;
  const scores = levels.map((level, frame) => Math.max(level, clear) - penaltyPerFrame * frame);
  return scores.indexOf(Math.min(...scores));
}

/** The quietest of the last frames in a row that are no louder than `highest`; undefined where there are none. */
function latestDip(levels: Float64Array, highest: number): number | undefined {
  const last = levels.findLastIndex((level) => level <= highest);
  if (last === -1) return undefined;
  const first = levels.subarray(0, last).findLastIndex((level) => level > highest) + 1;
  const dip = levels.subarray(first, last + 1);
  return first + dip.indexOf(Math.min(...dip));
}

/** Where to cut the pause around `frame`, that is the frames there that stay below `limit`. */
function cutFrame(levels: Float64Array, frame: number, limit: number): number {
  let first = frame;
  let end = frame + 1;
  while (first > 0 && levels[first - 1]! <= limit) first--;
  while (end < levels.length && levels[end]! <= limit) end++;
  return Math.max(Math.round((first + end) / 2), end - LONG_PAUSE_REST_FRAMES);
}
