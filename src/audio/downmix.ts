import { AVERAGE, createChannelChooser, FRAME_SECONDS, type ChannelChooser } from './channel-choice.ts';

/** Turns the channels of one recording into one, block by block. */
export interface Downmixer {
  /** Mono samples, as many as each channel has; a single channel is handed through as it is. */
  push(channels: readonly Float32Array[]): Float32Array;
}

/**
 * A downmixer that averages the channels, except where they cancel each other (one channel stored with the wrong
 * polarity): there the loudest channel is taken, with a cross-fade over one frame so that nothing clicks.
 */
export function createDownmixer(sampleRateHz: number): Downmixer {
  // Decisions are made once a frame, at fixed places of the recording, whatever the blocks are.
  const frameSamples = Math.round(FRAME_SECONDS * sampleRateHz);
  let state = newState(0, frameSamples);
  return {
    push(channels) {
      const [first] = channels;
      if (first === undefined) return new Float32Array(0);
      if (channels.length !== state.frameChannelPower.length) state = newState(channels.length, frameSamples);
      if (channels.length === 1) return first;
      const output = new Float32Array(first.length);
      for (let from = 0; from < output.length;) {
        const to = Math.min(output.length, from + frameSamples - state.position);
        mixRange(state, channels, { output, from, to });
        state.position += to - from;
        if (state.position === frameSamples) endFrame(state);
        from = to;
      }
      return output;
    },
  };
}

interface DownmixState {
  readonly frameSamples: number;
  readonly chooser: ChannelChooser;
  /** Samples of the current frame already mixed. */
  position: number;
  /** Power sums of the current frame. */
  readonly frameChannelPower: Float64Array;
  frameMeanPower: number;
  /** The channel that is heard at the end of the current frame, or `AVERAGE`. */
  heard: number;
  /** The gain of each channel at the start and at the end of the current frame, and its change with each sample. */
  gainsBefore: Float64Array;
  gainsAfter: Float64Array;
  slopes: Float64Array;
}

function newState(channelCount: number, frameSamples: number): DownmixState {
  const average = gainsOf(AVERAGE, channelCount);
  return {
    frameSamples,
    chooser: createChannelChooser(channelCount, frameSamples),
    position: 0,
    frameChannelPower: new Float64Array(channelCount),
    frameMeanPower: 0,
    heard: AVERAGE,
    gainsBefore: average,
    gainsAfter: average,
    slopes: new Float64Array(channelCount),
  };
}

function gainsOf(channel: number, channelCount: number): Float64Array {
  if (channel === AVERAGE) return new Float64Array(channelCount).fill(1 / channelCount);
  return new Float64Array(channelCount).map((_, index) => (index === channel ? 1 : 0));
}

function mixRange(
  state: DownmixState,
  channels: readonly Float32Array[],
  { output, from, to }: { output: Float32Array; from: number; to: number },
): void {
  const { gainsBefore, slopes, frameChannelPower } = state;
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

function endFrame(state: DownmixState): void {
  moveGains(state, state.chooser.choose(state.frameChannelPower, state.frameMeanPower));
  state.frameChannelPower.fill(0);
  state.frameMeanPower = 0;
  state.position = 0;
}

function moveGains(state: DownmixState, wanted: number): void {
  const { heard, gainsBefore, gainsAfter, frameSamples } = state;
  if (wanted === heard && gainsBefore === gainsAfter) return;
  state.heard = wanted;
  state.gainsBefore = gainsAfter;
  if (wanted !== heard) state.gainsAfter = gainsOf(wanted, gainsAfter.length);
  state.slopes = state.gainsAfter.map((after, index) => (after - gainsAfter[index]!) / frameSamples);
}
