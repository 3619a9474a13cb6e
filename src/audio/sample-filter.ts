/** A streaming filter; what it gives depends on the samples only, not on how they were cut into blocks. */
export interface SampleFilter {
  push(samples: Float32Array): Float32Array;
}
