/** A coded recording in the form its decoder takes it best. */
export interface CodedStream {
  readonly pieces: AsyncIterable<Uint8Array>;
  /** Duration by the header, where there is one. */
  readonly declaredSeconds: number | undefined;
  /** Whether the header counts samples, so that every one that is missing is damage. */
  readonly isExact?: boolean;
  /** Seconds that the file holds by what is found in it, whatever its header says. */
  readonly heldSeconds?: () => number | Promise<number>;
  /** What can be told from the file itself without decoding it, e.g. that it was cut off. */
  readonly notes?: readonly string[];
  /** Places that were left out so far. */
  readonly damagedPlaces?: () => number;
  /** Where the sound of the piece given last belongs, if some before it is missing. */
  readonly resumesAtSeconds?: () => number | undefined;
  /** Mends, in place, samples of a decoder that has another full scale than 1. */
  readonly toFullScale?: (samples: Float32Array) => void;
}
