import { createHash } from 'node:crypto';

/**
 * Random numbers from 0 to below 1 that follow from the audio and the temperature alone, so that a window gets the same
 * text in any run, with any batches, workers and order of files.
 */
export function seededRandom(samples: Float32Array, temperature: number): () => number {
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  const hash = createHash('sha256').update(bytes).update(String(temperature)).digest();
  let state = hash.readUInt32LE(0);
  // Mulberry32, by Tommy Ettinger (public domain).
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
