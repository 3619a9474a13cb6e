/** Noise of at most ±0.25 that is the same everywhere; the golden log-mel values were made with the same generator. */
export function seededNoise(length: number, seed: number): Float32Array<ArrayBuffer> {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return ((state >>> 16) - 32_768) / 131_072;
  });
}
