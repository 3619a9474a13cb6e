import type { AudioFile } from './audio-file.ts';
import { latin1 } from './audio-format.ts';
import { readCafHeader } from './caf-header.ts';
import { readCodedChunk } from './coded-chunk.ts';
import type { CodedStream } from './coded-pieces.ts';

/** What the decoder's samples of G.711 lack: it leaves them at 14 and 13 bits, and A-law upside down. */
const MISSING_GAIN: Readonly<Record<string, number>> = { ulaw: 4, alaw: -8 };

/**
 * A coded CAF file for its decoder, with a header made anew of the chunks that were checked: the decoder would hold all
 * that comes before the data chunk, and wait for one that is not there until the file ends.
 */
export async function readCafStream(file: AudioFile): Promise<CodedStream> {
  const content = await readCafHeader(file);
  if (content.kind !== 'coded') throw new TypeError('Expected coded samples, found plain ones.');
  const { description, extent, bytesPerSecond } = content;
  const stream = readCodedChunk(file, { header: headerOf(description), extent, bytesPerSecond });
  const gain = MISSING_GAIN[latin1(description.subarray(8, 12))];
  return gain === undefined ? stream : { ...stream, toFullScale: (samples) => multiply(samples, gain) };
}

function multiply(samples: Float32Array, gain: number): void {
  for (let i = 0; i < samples.length; i++) samples[i]! *= gain;
}

function headerOf(description: Uint8Array): Uint8Array {
  const header = Buffer.alloc(36 + description.length);
  header.write('caff\0\x01', 0, 'latin1');
  header.write('desc', 8, 'latin1');
  header.writeBigInt64BE(BigInt(description.length), 12);
  header.set(description, 20);
  header.write('data', 20 + description.length, 'latin1');
  header.writeBigInt64BE(-1n, 24 + description.length); // until the end
  return header;
}
