import type { AudioFile } from './audio-file.ts';
import { viewOf } from './byte-arrays.ts';
import { readCodedChunk } from './coded-chunk.ts';
import type { CodedStream } from './coded-pieces.ts';
import { readWavHeader } from './wav-header.ts';

/** Stands for a length that is not known; the decoder then takes whatever comes. */
const OPEN_SIZE = 0xffff_ffff;
const A_LAW = 6;
const MU_LAW = 7;

/**
 * A coded WAV file for its decoder, with a header made anew of the chunks that were checked: the decoder has its own
 * way of looking for them, and would find others where a chunk of odd size comes first.
 */
export async function readWavStream(file: AudioFile): Promise<CodedStream> {
  const content = await readWavHeader(file);
  if (content.kind !== 'coded') throw new TypeError('Expected coded samples, found plain ones.');
  const { format, extent } = content;
  return readCodedChunk(file, { header: headerOf(format), extent, bytesPerSecond: bytesPerSecond(format) });
}

/** ADPCM has blocks, of which encoders end the last one as they like. */
function bytesPerSecond(format: Uint8Array): number | undefined {
  const view = viewOf(format);
  const tag = view.getUint16(0, true);
  return tag === A_LAW || tag === MU_LAW ? view.getUint32(4, true) * view.getUint16(12, true) : undefined;
}

function headerOf(format: Uint8Array): Uint8Array {
  const header = Buffer.alloc(28 + format.length);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(OPEN_SIZE, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(format.length, 16);
  header.set(format, 20);
  header.write('data', 20 + format.length, 'latin1');
  header.writeUInt32LE(OPEN_SIZE, 24 + format.length);
  return header;
}
