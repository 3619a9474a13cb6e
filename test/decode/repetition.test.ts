import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repetitionRatio } from '../../src/decode/compression-ratio.ts';
import { mayBeCompressible, Repetition } from '../../src/decode/repetition.ts';
import { createTokenReader } from '../../src/decode/token-texts.ts';
import golden from '../golden/tokens.json' with { type: 'json' };
import { modelFolder } from '../helpers/model-records.ts';

function watch(tokens: readonly number[]): Repetition {
  const repetition = new Repetition();
  for (const token of tokens) repetition.add(token);
  return repetition;
}

function repeat(tokens: readonly number[], times: number): number[] {
  return Array.from({ length: times }, () => tokens).flat();
}

describe('Repetition', () => {
  it('takes a sequence that is said four times in a row for a loop, wherever it stands', () => {
    const loop = [9, 8, ...repeat([1, 2, 3], 4), 7, 6];
    expect(watch(loop).isLoop).toBe(true);
    expect(watch(loop.toSpliced(2, 3)).isLoop).toBe(false);
    expect(watch([...repeat([1, 2, 3], 3), 1, 2]).isLoop).toBe(false);
  });

  it('lets a short word be said several times', () => {
    expect(watch(repeat([1], 7)).isLoop).toBe(false);
    expect(watch(repeat([1], 8)).isLoop).toBe(true);
    expect(watch(repeat([1, 2], 5)).isLoop).toBe(false);
    expect(watch(repeat([1, 2], 6)).isLoop).toBe(true);
  });

  it('finds loops of up to 64 tokens', () => {
    const long = Array.from({ length: 64 }, (_, index) => index);
    expect(watch(repeat(long, 4)).isLoop).toBe(true);
    expect(watch(repeat([...long, 64], 4)).isLoop).toBe(false);
  });

  it('knows when a loop will not end, and how much of it says nothing new', () => {
    expect(watch([5, ...repeat([1, 2, 3, 4], 14)]).surplus).toBe(0);
    expect(watch([5, ...repeat([1, 2, 3, 4], 15)]).surplus).toBe(56);
    expect(watch(repeat([1], 60)).surplus).toBe(59);
    // Five times a sentence of 20 tokens may be a song.
    expect(
      watch(
        repeat(
          Array.from({ length: 20 }, (_, index) => index),
          5,
        ),
      ).surplus,
    ).toBe(0);
  });
});

describe('mayBeCompressible', () => {
  const readText = createTokenReader(join(modelFolder, 'tokenizer.json'));
  const phrase = fc.constantFrom(...golden.phrases.map(({ ids }) => ids));
  // Some phrases, then the last tokens of them over and over.
  const text = fc
    .tuple(fc.array(phrase, { minLength: 1, maxLength: 8 }), fc.nat(40), fc.nat(150))
    .map(([phrases, length, surplus]) => {
      const said = phrases.flat();
      const sequence = said.slice(-1 - length);
      return [...said, ...Array.from({ length: surplus }, (_, index) => sequence[index % sequence.length]!)];
    });

  it('misses no text that zlib makes so small as a loop', () => {
    fc.assert(
      fc.property(text, (tokens) => {
        const ratio = repetitionRatio(readText(tokens).trim());
        expect(ratio <= 2.4 || mayBeCompressible(tokens)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('leaves alone what people say, repeating a few words', () => {
    const words =
      'and so my fellow Americans ask not what your country can do for you ask what you can do for your country';
    const numbers = words.split(' ').map((word, _, all) => all.indexOf(word));
    expect(mayBeCompressible(numbers)).toBe(false);
    expect(mayBeCompressible([])).toBe(false);
    expect(mayBeCompressible([1])).toBe(false);
    expect(mayBeCompressible(repeat([1, 2], 3))).toBe(true);
  });
});
