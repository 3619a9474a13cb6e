import { describe, expect, it } from 'vitest';
import { compressionRatio } from '../../src/decode/compression-ratio.ts';

describe('compressionRatio', () => {
  // len(text.encode()) / len(zlib.compress(text.encode())) in Python 3.12 (zlib 1.2.13).
  it.each([
    ['And so my fellow Americans ask not what your country can do for you.', 68 / 69],
    ['Thank you. '.repeat(20).trim(), 219 / 22],
    ['नमस्ते दुनिया', 37 / 46],
  ])('is that of openai/whisper for %s', (text, ratio) => {
    expect(compressionRatio(text)).toBeCloseTo(ratio, 6);
  });

  it('is 0 for no text', () => {
    expect(compressionRatio('')).toBe(0);
  });
});
