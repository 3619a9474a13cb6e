/** Chooses, frame by frame, which channel of a recording is to be heard. */
export interface ChannelChooser {
  /** The channel to go on with, or `AVERAGE`, given the power of a frame: sums of squares, per channel and of the mean. */
  choose(channelPower: Float64Array, meanPower: number): number;
}

/** In the place of a channel: all of them. */
export const AVERAGE = -1;
/** How long a frame is; so short that little of a syllable is lost before the choice follows it. */
export const FRAME_SECONDS = 0.01;

/** How long the power of a frame counts in the running power. */
const MEMORY_SECONDS = 0.5;
const KEPT_SHARE = Math.exp(-FRAME_SECONDS / MEMORY_SECONDS);
/** How long no mean may cancel before it is trusted again: a delay between channels cancels single vowels. */
const LEAST_SOLO_SECONDS = 1;
/** Frames quieter than this (mean square per sample, -70 dB) say nothing about how channels relate. */
const AUDIBLE_POWER = 1e-7;
/** The mean of the channels has cancelled when it holds less than this share of what unrelated channels would give. */
const CANCELLED_SHARE = 0.08;
/** … and is trusted again above this share. One channel that speaks alone gives all of it, however many there are. */
const SOUND_SHARE = 0.4;
/** A channel with less than this share of the power of the loudest misses what is said. */
const MISSING_SHARE = 0.1;

/** A chooser that takes the loudest channel where they cancel each other, and all of them elsewhere. */
export function createChannelChooser(channelCount: number, frameSamples: number): ChannelChooser {
  const running: RunningPower = { channels: new Float64Array(channelCount), mean: 0, framesOfSound: 0 };
  let heard = AVERAGE;
  return {
    choose(channelPower, meanPower) {
      const loudest = greatest(channelPower);
      if (channelPower[loudest]! <= AUDIBLE_POWER * frameSamples) return heard;
      addFrame(running, channelPower, meanPower);
      const misses = heard === AVERAGE || channelPower[heard]! < MISSING_SHARE * channelPower[loudest]!;
      // What was louder before must not outweigh what is lost now, so this frame alone tells whether its mean cancels.
      if (misses) heard = running.framesOfSound === 0 ? loudest : AVERAGE;
      // Changing between equally loud channels would be heard, and so would going back and forth.
      else if (isTrusted(running)) heard = AVERAGE;
      return heard;
    },
  };
}

interface RunningPower {
  readonly channels: Float64Array;
  mean: number;
  /** Audible frames since the last one whose mean had cancelled. */
  framesOfSound: number;
}

// Loops, as this is called for every few samples of a telephone's recording.
function greatest(powers: Float64Array): number {
  let place = 0;
  for (let index = 1; index < powers.length; index++) if (powers[index]! > powers[place]!) place = index;
  return place;
}

function addFrame(running: RunningPower, channelPower: Float64Array, meanPower: number): void {
  for (let index = 0; index < channelPower.length; index++) {
    running.channels[index] = KEPT_SHARE * running.channels[index]! + channelPower[index]!;
  }
  running.mean = KEPT_SHARE * running.mean + meanPower;
  running.framesOfSound = meanShare(channelPower, meanPower) < CANCELLED_SHARE ? 0 : running.framesOfSound + 1;
}

/** The power of the mean as a share of what it would be if the channels had nothing in common. */
function meanShare(channelPower: Float64Array, meanPower: number): number {
  let sum = 0;
  for (const power of channelPower) sum += power;
  return (meanPower * channelPower.length ** 2) / sum;
}

function isTrusted({ channels, mean, framesOfSound }: RunningPower): boolean {
  return framesOfSound * FRAME_SECONDS >= LEAST_SOLO_SECONDS && meanShare(channels, mean) >= SOUND_SHARE;
}
