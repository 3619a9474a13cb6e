/** The input that a streaming filter still needs, ahead of what arrives next. */
export interface SampleHistory {
  /** What is held followed by `samples`; valid until the next call. */
  append(samples: Float32Array): Float32Array;
  /** Forgets the oldest `count` samples, which may reach beyond those that have arrived. */
  drop(count: number): void;
}

/** A history that begins with `leadingZeros` zeros, so that a symmetric filter has no delay. */
export function createHistory(leadingZeros: number): SampleHistory {
  let storage = new Float32Array(1024 + leadingZeros);
  let length = leadingZeros;
  let owed = 0; // samples to forget as soon as they arrive
  const forget = (): void => {
    const count = Math.min(owed, length);
    storage.copyWithin(0, count, length);
    length -= count;
    owed -= count;
  };
  return {
    append(samples) {
      if (storage.length < length + samples.length) {
        const larger = new Float32Array(2 * (length + samples.length));
        larger.set(storage.subarray(0, length));
        storage = larger;
      }
      storage.set(samples, length);
      length += samples.length;
      forget();
      return storage.subarray(0, length);
    },
    drop(count) {
      owed += count;
      forget();
    },
  };
}
