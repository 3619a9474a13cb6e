import { describe, expect, it } from 'vitest';
import { compressionRatio, repetitionRatio } from '../../src/decode/compression-ratio.ts';

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

describe('repetitionRatio', () => {
  const hindi =
    'सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है। उन्हें बुद्धि और अन्तरात्मा की ' +
    'देन प्राप्त है और परस्पर उन्हें भाईचारे के भाव से बर्ताव करना चाहिए।';
  const georgian =
    'ყველა ადამიანი იბადება თავისუფალი და თანასწორი თავისი ღირსებითა და უფლებებით. მათ მინიჭებული აქვთ გონება და ' +
    'სინდისი და ერთმანეთის მიმართ უნდა იქცეოდნენ ძმობის სულისკვეთებით.';

  it.each([
    ['Hindi', hindi],
    ['Georgian', georgian],
  ])('takes ordinary %s for no repetition, which UTF-8 makes as compressible as one', (_, text) => {
    expect(compressionRatio(text)).toBeGreaterThan(2.3);
    expect(repetitionRatio(text)).toBeLessThan(1.8);
    expect(repetitionRatio(Array.from({ length: 12 }, () => text.slice(0, 20)).join(' '))).toBeGreaterThan(2.4);
  });

  it('is the same measure for alphabets of one and two bytes, and for Chinese', () => {
    for (const text of ['Ask not what your country can do.', 'Все люди рождаются свободными.', '人人生而自由']) {
      expect(repetitionRatio(text)).toBe(compressionRatio(text));
    }
  });
});
