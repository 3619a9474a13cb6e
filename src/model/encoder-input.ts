import { AUDIO_POSITIONS, FFT_LENGTH_SAMPLES, HOP_LENGTH_SAMPLES, WINDOW_SAMPLES } from '../hyperparameters.ts';

/** The part of a padded window that the encoder has to look at. */
export interface EncoderInput {
  /** Samples to hand over, at most 480 000: the audio and, behind it, as much silence as the graph needs to see. */
  readonly sampleCount: number;
  /** For each of the 1500 positions the one that is computed for it. */
  readonly positions: BigInt64Array;
}

const POSITION_SAMPLES = WINDOW_SAMPLES / AUDIO_POSITIONS; // 320

/**
 * What the encoder needs of a window with `audioSamples` samples that is padded with silence to 30 s.
 *
 * In silence all frames are the same, and so are the outputs of the convolutions except for the last position, which
 * borders on their padding. One position of silence and the last one are therefore computed for all.
 */
export function encoderInput(audioSamples: number): EncoderInput {
  const firstSilentFrame = Math.ceil((audioSamples + FFT_LENGTH_SAMPLES / 2) / HOP_LENGTH_SAMPLES);
  // Each convolution reaches one frame back; the second takes every other frame.
  const silent = Math.ceil((firstSilentFrame + 2) / 2);
  const computed = Math.min(silent + 2, AUDIO_POSITIONS);
  const positions = BigInt64Array.from({ length: AUDIO_POSITIONS }, (_, position) =>
    BigInt(position === AUDIO_POSITIONS - 1 ? computed - 1 : Math.min(position, computed - 2)),
  );
  return { sampleCount: computed * POSITION_SAMPLES, positions };
}
