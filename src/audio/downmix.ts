/** Turns the channels of one recording into one, block by block. */
export interface Downmixer {
  /** Mono samples, as many as each channel has; a single channel is handed through as it is. */
  push(channels: readonly Float32Array[]): Float32Array;
}

/** Decisions are made once a frame, at fixed places of the recording, whatever the blocks are. */
const FRAME_SAMPLES = 1024;
/** How much of the running power is kept from frame to frame: about half a second at 44.1 kHz. */
const DECAY = 0.95;
/** Frames quieter than this (mean square per sample, -70 dB) say nothing about how channels relate. */
const AUDIBLE_POWER = 1e-7;
/** The mean of the channels has cancelled when it holds less than this share of what unrelated channels would give. */
const CANCELLED_SHARE = 0.08;
/** … and is trusted again above this share. One channel that speaks alone gives all of it, however many there are. */
const SOUND_SHARE = 0.4;

/**
 * A downmixer that averages the channels, except where they cancel each other (one channel stored with the wrong
 * polarity): there the loudest channel is taken, with a cross-fade over one frame so that nothing clicks.
 */
export function createDownmixer(): Downmixer {
  let state = newState(0);
  return {
    push(channels) {
      const [first] = channels;
      if (first === undefined) return new Float32Array(0);
      if (channels.length !== state.channelPower.length) state = newState(channels.length);
      if (channels.length === 1) return first;
      const output = new Float32Array(first.length);
      for (let from = 0; from < output.length;) {
        const to = Math.min(output.length, from + FRAME_SAMPLES - state.position);
        mixRange(state, channels, { output, from, to });
        state.position += to - from;
        if (state.position === FRAME_SAMPLES) endFrame(state);
        from = to;
      }
      return output;
    },
  };
}

interface DownmixState {
  /** Samples of the current frame already mixed. */
  position: number;
  /** Power sums of the current frame. */
  readonly frameChannelPower: Float64Array;
  frameMeanPower: number;
  /** Running power, decayed frame by frame. */
  readonly channelPower: Float64Array;
  meanPower: number;
  /** The gain of each channel at the start and at the end of the current frame. */
  gainsBefore: Float64Array;
  gainsAfter: Float64Array;
}

function newState(channelCount: number): DownmixState {
  const average = new Float64Array(channelCount).fill(1 / channelCount);
  return {
    position: 0,
    frameChannelPower: new Float64Array(channelCount),
    frameMeanPower: 0,
    channelPower: new Float64Array(channelCount),
    meanPower: 0,
    gainsBefore: average,
    gainsAfter: average,
  };
}

function mixRange(
  state: DownmixState,
  channels: readonly Float32Array[],
  { output, from, to }: { output: Float32Array; from: number; to: number },
): void {
  const { gainsBefore, gainsAfter, frameChannelPower } = state;
  const slopes = gainsAfter.map((after, index) => (after - gainsBefore[index]!) / FRAME_SAMPLES);
  const share = 1 / channels.length;
  let meanPower = state.frameMeanPower;
  // Sums go on where the last block left them and gains follow from the position, so that blocks leave no trace.
  for (let i = from, position = state.position; i < to; i++, position++) {
    let [mean, mixed] = [0, 0];
    for (let index = 0; index < channels.length; index++) {
      const sample = channels[index]![i]!;
      frameChannelPower[index]! += sample * sample;
      mean += share * sample;
      mixed += (gainsBefore[index]! + slopes[index]! * position) * sample;
    }
    output[i] = mixed;
    meanPower += mean * mean;
  }
  state.frameMeanPower = meanPower;
}

/** Takes the finished frame into the running powers and chooses the gains that the next frame moves to. */
function endFrame(state: DownmixState): void {
  const audible = Math.max(...state.frameChannelPower) > AUDIBLE_POWER * FRAME_SAMPLES;
  if (audible) {
    state.frameChannelPower.forEach((power, index) => {
      state.channelPower[index] = DECAY * state.channelPower[index]! + power;
    });
    state.meanPower = DECAY * state.meanPower + state.frameMeanPower;
  }
  state.gainsBefore = state.gainsAfter;
  state.gainsAfter = chooseGains(state);
  state.frameChannelPower.fill(0);
  state.frameMeanPower = 0;
  state.position = 0;
}

function chooseGains({ channelPower, meanPower, gainsAfter }: DownmixState): Float64Array {
  const unrelatedPower = channelPower.reduce((sum, power) => sum + power, 0) / channelPower.length ** 2;
  const solo = gainsAfter.indexOf(1);
  const limit = solo < 0 ? CANCELLED_SHARE : SOUND_SHARE;
  if (meanPower >= limit * unrelatedPower) return new Float64Array(gainsAfter.length).fill(1 / gainsAfter.length);
  if (solo >= 0) return gainsAfter; // stays with its channel: changing between equally loud ones would be heard
  const gains = new Float64Array(gainsAfter.length);
  gains[channelPower.indexOf(Math.max(...channelPower))] = 1;
  return gains;
}
