import { writeFileSync } from 'node:fs';

const RATE_HZ = 16_000;
const SAMPLE_BYTES = 2;

/** Writes mono samples at 16 kHz as a WAV file of 16 bits. */
export function writeWave(path: string, samples: Float32Array): void {
  const dataBytes = samples.length * SAMPLE_BYTES;
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20); // PCM
  header.writeUInt16LE(1, 22); // mono
  header.writeUInt32LE(RATE_HZ, 24);
  header.writeUInt32LE(RATE_HZ * SAMPLE_BYTES, 28);
  header.writeUInt16LE(SAMPLE_BYTES, 32);
  header.writeUInt16LE(8 * SAMPLE_BYTES, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  const values = Int16Array.from(samples, (sample) => Math.round(Math.max(-1, Math.min(1, sample)) * 32_767));
  writeFileSync(path, Buffer.concat([header, new Uint8Array(values.buffer)]));
}
