import { deflateSync } from 'node:zlib';

/** How many times smaller zlib makes a text (openai/whisper's measure of repetition); 0 for none. */
export function compressionRatio(text: string): number {
  const bytes = Buffer.from(text, 'utf8');
  return bytes.length === 0 ? 0 : bytes.length / deflateSync(bytes).length;
}

// From Devanagari to Georgian and on to Mongolian, and those added later: alphabets and syllabaries that UTF-8 gives three
// bytes a letter, of which the first two nearly always are the same.
const THREE_BYTE_LETTER = /[\u0800-\u10FF\u1200-\u1CFF\uA800-\uABFF]/gu;

/**
 * The same measure as if every letter of an alphabet took one byte: Hindi, Thai or Georgian text as it is in UTF-8 is as
 * compressible as an English loop.
 */
export function repetitionRatio(text: string): number {
  return compressionRatio(
    text.replace(THREE_BYTE_LETTER, (letter) => String.fromCharCode(letter.charCodeAt(0) & 0x7f)),
  );
}
