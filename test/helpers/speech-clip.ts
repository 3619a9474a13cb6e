import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { readWindows } from '../../src/audio/read-windows.ts';

/**
 * Reads a fixture recording, which fits one window: mono samples at 16 kHz, exactly those of the file, which has 16 bits.
 *
 * FLAC decoders divide by 32 767 or by 32 768; half-way between them every sample rounds to its integer.
 */
export async function readClip(name: string): Promise<Float32Array<ArrayBuffer>> {
  const path = fileURLToPath(new URL(`../fixtures/speech/${name}`, import.meta.url));
  const windows = readWindows(path, { windowSeconds: 30, overlapSeconds: undefined });
  const first = await windows.next();
  if (first.done) throw new Error(`Expected audio in ${name}, found none.`);
  await windows.return(undefined as never);
  return first.value.samples.map((sample) => Math.round(sample * 32_767.5) / 32_768);
}

/** The hash that the golden files give of a recording: over its samples as 16-bit integers. */
export function sampleHash(samples: Float32Array): string {
  return createHash('sha256')
    .update(Int16Array.from(samples, (sample) => Math.round(sample * 32_768)))
    .digest('hex');
}
