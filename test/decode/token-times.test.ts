import { describe, expect, it } from 'vitest';
import { alignmentCosts, findTokenTimes } from '../../src/decode/token-times.ts';
import type { AudioAttention } from '../../src/model/attention-record.ts';
import golden from '../golden/word-times.json' with { type: 'json' };
import { seededNoise } from '../helpers/seeded-noise.ts';

/** Noise `[heads, tokens, positions]` as a record keeps it: token by token. */
function noisyAttention(seed: number, { heads, tokens, positions }: Record<'heads' | 'tokens' | 'positions', number>) {
  const noise = seededNoise(heads * tokens * positions, seed);
  const weights = Array.from({ length: tokens }, (_, token) => {
    const row = new Float32Array(heads * positions);
    for (let head = 0; head < heads; head++) {
      const begin = (head * tokens + token) * positions;
      row.set(noise.subarray(begin, begin + positions), head * positions);
    }
    return row;
  });
  return { heads, positions, weights } satisfies AudioAttention;
}

/** Attention of one head: token after token has a stretch of the audio to itself. */
function clearAttention(lengths: readonly number[]): AudioAttention {
  const spoken = lengths.flatMap((length, token) => Array.from({ length }, () => token));
  const weights = lengths.map((_, token) => Float32Array.from(spoken, (other) => (other === token ? 0.1 : 0.001)));
  return { heads: 1, positions: spoken.length, weights };
}

describe('findTokenTimes', () => {
  it.each(golden.alignments)('gives the times of transformers: $heads heads, $tokens tokens', (alignment) => {
    const { seed, tokens, frames, endSeconds } = alignment;
    const probabilities = Array.from({ length: tokens }, () => 1);
    const times = findTokenTimes(noisyAttention(seed, alignment), probabilities, frames * 160);
    expect(times.endSeconds.map((seconds) => Number(seconds.toFixed(2)))).toEqual(endSeconds);
  });

  it('lets a token end where the network, being fed it, listened for the next', () => {
    const { endSeconds, probabilities } = findTokenTimes(clearAttention([20, 50, 30]), [0.5, 1, 0.25], 32_000);
    expect(endSeconds.map((seconds) => Number(seconds.toFixed(2)))).toEqual([0, 0.4, 1.4]);
    expect(probabilities).toEqual([0.5, 1, 0.25]);
  });

  it('puts no token into the padding behind the window', () => {
    const { endSeconds } = findTokenTimes(clearAttention([20, 30, 50]), [1, 1, 1], 16_000);
    expect(Math.max(...endSeconds)).toBeLessThan(1);
  });

  it('ends a token that was never fed with the window', () => {
    const { endSeconds } = findTokenTimes(clearAttention([20, 30]), [1, 1, 1], 16_000);
    expect(endSeconds[2]).toBe(1);
  });

  it('knows what to do with no token, one token and next to no audio', () => {
    expect(findTokenTimes({ heads: 2, positions: 0, weights: [] }, [], 16_000).endSeconds).toEqual([]);
    expect(findTokenTimes(clearAttention([50]), [1], 16_000).endSeconds).toEqual([0]);
    expect(findTokenTimes(clearAttention([20, 30]), [1, 1], 1).endSeconds).toEqual([0, 0]);
  });
});

describe('alignmentCosts', () => {
  it('weighs attention against that of other tokens: equal attention tells nothing', () => {
    const weights = [Float32Array.of(0.2, 0.9, 0.2, 0.5), Float32Array.of(0.2, 0.1, 0.2, 0.5)];
    const { values } = alignmentCosts({ heads: 1, positions: 4, weights }, 2);
    expect([...values].map((value) => Number(value.toFixed(3)) + 0)).toEqual([0, -1, 0, 1]);
  });
});
