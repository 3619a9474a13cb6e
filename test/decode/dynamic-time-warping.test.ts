import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignTokens, type AlignmentCosts } from '../../src/decode/dynamic-time-warping.ts';
import golden from '../golden/word-times.json' with { type: 'json' };
import { seededNoise } from '../helpers/seeded-noise.ts';

// Whole numbers, so that sums are exact.
const matrices = (most: number) =>
  fc
    .record({ tokens: fc.integer({ min: 1, max: most }), positions: fc.integer({ min: 1, max: most }) })
    .chain(({ tokens, positions }) => {
      const length = tokens * positions;
      return fc
        .array(fc.integer({ min: -9, max: 9 }), { minLength: length, maxLength: length })
        .map((values): AlignmentCosts => ({ values: Float32Array.from(values), tokens, positions }));
    });

/** The lowest cost of all ways from a pair to the last, by trying each. */
function lowestCost(costs: AlignmentCosts, token = 0, position = 0): number {
  const { values, tokens, positions } = costs;
  const own = values[token * positions + position]!;
  if (token === tokens - 1 && position === positions - 1) return own;
  const ways = [
    [token + 1, position],
    [token, position + 1],
    [token + 1, position + 1],
  ].filter(([nextToken, nextPosition]) => nextToken! < tokens && nextPosition! < positions);
  return own + Math.min(...ways.map(([nextToken, nextPosition]) => lowestCost(costs, nextToken, nextPosition)));
}

/** The cost of the cheaper ways with given starts: a token ends where the next begins, or just before. */
function costOfStarts({ values, tokens, positions }: AlignmentCosts, starts: Int32Array): number {
  let cost = 0;
  for (let token = 0; token < tokens; token++) {
    const next = starts[token + 1];
    const row = values.subarray(token * positions, (token + 1) * positions);
    const sumTo = (end: number) => row.subarray(starts[token], end).reduce((sum, value) => sum + value, 0);
    if (next === undefined) cost += sumTo(positions);
    else cost += next === starts[token] ? sumTo(next + 1) : Math.min(sumTo(next), sumTo(next + 1));
  }
  return cost;
}

describe('alignTokens', () => {
  it.each(golden.warps)('begins $tokens tokens at the positions of $positions that transformers finds', (warp) => {
    const { seed, tokens, positions, starts } = warp;
    expect([...alignTokens({ values: seededNoise(seed, seed), tokens, positions })]).toEqual(starts);
  });

  it('finds a way as cheap as the cheapest of all', () => {
    fc.assert(
      fc.property(matrices(5), (costs) => {
        expect(costOfStarts(costs, alignTokens(costs))).toBe(lowestCost(costs));
      }),
    );
  });

  it('begins the first token at 0 and no token before the one before it', () => {
    fc.assert(
      fc.property(matrices(30), (costs) => {
        const starts = [...alignTokens(costs)];
        expect(starts).toHaveLength(costs.tokens);
        expect(starts[0]).toBe(0);
        expect(starts).toEqual(starts.toSorted((a, b) => a - b));
        expect(starts.at(-1)).toBeLessThan(costs.positions);
      }),
    );
  });

  it('follows tokens that each have a stretch of their own', () => {
    const lengths = [3, 1, 4, 2];
    const spoken = lengths.flatMap((length, token) => Array.from({ length }, () => token));
    const values = lengths.flatMap((_, token) => spoken.map((other) => (other === token ? -1 : 1)));
    expect([...alignTokens({ values: Float32Array.from(values), tokens: 4, positions: 10 })]).toEqual([0, 3, 4, 8]);
  });

  it('gives nothing for nothing', () => {
    expect([...alignTokens({ values: new Float32Array(), tokens: 0, positions: 5 })]).toEqual([]);
    expect([...alignTokens({ values: new Float32Array(), tokens: 2, positions: 0 })]).toEqual([0, 0]);
  });
});
