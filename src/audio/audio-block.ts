/** Decoded sound as it came out of a decoder: one array per channel, all of one length, full scale ±1. */
export interface AudioBlock {
  readonly channels: readonly Float32Array[];
  readonly sampleRateHz: number;
}
