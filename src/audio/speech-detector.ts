/** Listens to one recording. */
export interface SpeechDetector {
  /**
   * How likely there is speech in each step of the samples, which follow those of the call before.
   *
   * @param samples mono at 16 kHz, a whole number of steps; they are not changed
   */
  hear(samples: Float32Array): Promise<Float32Array>;
}
