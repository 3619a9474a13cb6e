import { deflateSync } from 'node:zlib';

/** How many times smaller zlib makes a text (openai/whisper's measure of repetition); 0 for none. */
export function compressionRatio(text: string): number {
  const bytes = Buffer.from(text, 'utf8');
  return bytes.length === 0 ? 0 : bytes.length / deflateSync(bytes).length;
}
