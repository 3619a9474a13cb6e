/** A coded recording in the form its decoder takes it best. */
export interface CodedStream {
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Duration by the header, where there is one. */
  readonly declaredSeconds: number | undefined;
  /** Mends samples of a decoder that has another full scale than 1. */
  readonly toFullScale?: (sample: number) => number;
}
