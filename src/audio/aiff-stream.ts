import { readAiffHeader } from './aiff-header.ts';
import type { AudioFile } from './audio-file.ts';
import { latin1 } from './audio-format.ts';
import { readCodedChunk } from './coded-chunk.ts';
import type { CodedStream } from './coded-pieces.ts';

/** Stands for a length that is not known; the decoder then takes whatever comes. */
const OPEN_SIZE = 0xffff_ffff;
const COMMON_BYTES = 22;

/**
 * A coded AIFF-C file for its decoder, with a header made anew of the chunks that were checked: the decoder would hold
 * all that comes before the sound chunk, wait for it in vain where it comes first, and take what follows it for sound.
 */
export async function readAiffStream(file: AudioFile): Promise<CodedStream> {
  const content = await readAiffHeader(file);
  if (content.kind !== 'coded') throw new TypeError('Expected coded samples, found plain ones.');
  const { common, extent, bytesPerSecond } = content;
  return readCodedChunk(file, { header: headerOf(common), extent, bytesPerSecond });
}

function headerOf(common: Uint8Array): Uint8Array {
  const header = Buffer.alloc(36 + COMMON_BYTES);
  header.write('FORM', 0, 'latin1');
  header.writeUInt32BE(OPEN_SIZE, 4);
  header.write('AIFCCOMM', 8, 'latin1');
  header.writeUInt32BE(COMMON_BYTES, 16);
  header.set(common, 20);
  header.writeUInt32BE(0, 22); // as many frames as come
  header.write(latin1(common.subarray(18)).toLowerCase(), 38, 'latin1'); // the decoder knows no "ALAW"
  header.write('SSND', 42, 'latin1');
  header.writeUInt32BE(OPEN_SIZE, 46);
  return header;
}
