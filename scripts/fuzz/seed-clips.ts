import { readFileSync } from 'node:fs';
import { decodeAudio } from '../../src/audio/decode-audio.ts';

/** Formats that are fuzzed unless others are named, and those that can be named besides. */
export const FUZZED_FORMATS = ['wav', 'mp3', 'flac', 'ogg', 'opus', 'm4a'] as const;
export const OTHER_FORMATS = ['webm', 'wma'] as const;

/** Two seconds of speech in a format; for anything else, the fixture of that name. */
export async function seedClip(format: string): Promise<Uint8Array> {
  if (format === 'wav') return waveClip();
  const isClip = [...FUZZED_FORMATS, ...OTHER_FORMATS].includes(format as never);
  const path = isClip ? `fuzz/speech.${format}` : `audio/${format}`;
  return readFileSync(new URL(`../../test/fixtures/${path}`, import.meta.url));
}

/** The FLAC clip as a WAV file, which is too large to be kept. */
async function waveClip(): Promise<Uint8Array> {
  const samples: number[] = [];
  let rate = 0;
  for await (const { channels, sampleRateHz } of decodeAudio(flacPath())) {
    samples.push(...(channels[0] ?? []));
    rate = sampleRateHz;
  }
  const bytes = Buffer.alloc(44 + 2 * samples.length);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt \x10\0\0\0\x01\0\x01\0', 8, 'latin1');
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(2 * rate, 28);
  bytes.write('\x02\0\x10\0data', 32, 'latin1');
  bytes.writeUInt32LE(2 * samples.length, 40);
  samples.forEach((sample, n) => bytes.writeInt16LE(Math.round(sample * 32_768), 44 + 2 * n));
  return bytes;
}

function flacPath(): string {
  return new URL('../../test/fixtures/fuzz/speech.flac', import.meta.url).pathname;
}
