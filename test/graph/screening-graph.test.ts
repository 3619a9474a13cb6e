import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { GRAPH_VERSION } from '../../src/graph/compiled-cache.ts';
import { tensor } from '../../src/graph/onnx-session.ts';
import { buildProjection } from '../../src/graph/projection-graph.ts';
import { buildScreening } from '../../src/graph/screening-graph.ts';
import { encodeModel } from '../../src/graph/write-model.ts';
import { largestDifference, openGraph, valuesOf } from '../helpers/run-graph.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';
import { openTinyCheckpoint } from '../helpers/tiny-export.ts';

const checkpoint = openTinyCheckpoint();
const { modelWidth: width, vocabularySize } = checkpoint.config;

describe('buildScreening', () => {
  it('builds the graph that belongs to the graph version', () => {
    const bytes = buildScreening(checkpoint).build([]);
    // If this fails, the graph has changed: raise GRAPH_VERSION, so that compiled ones are made anew, and note both here.
    expect([GRAPH_VERSION, createHash('sha256').update(JSON.stringify(bytes)).digest('hex')]).toEqual([
      12,
      'bd4a1a74087846a9a560756de352ee3265ff100b9ddaa3a7a61ac063a2fa44d9',
    ]);
    expect(encodeModel(buildScreening(checkpoint)).length).toBeGreaterThan(vocabularySize * width);
  });

  it('lists the tokens that may be likeliest, their exact logits, and a ceiling over all others', async () => {
    const [screening, projection] = [
      await openGraph(buildScreening(checkpoint)),
      await openGraph(buildProjection(checkpoint)),
    ];
    const length = tensor('int64', BigInt64Array.of(64n), [1]);
    for (let seed = 1; seed <= 20; seed++) {
      const rows = 1 + (seed % 4);
      const state = tensor('float32', normalised(seededNoise(rows * width, seed)), [rows, width]);
      const [listed, all] = [await screening.run({ state, length }), await projection.run({ state })];
      const logits = valuesOf(all, 'logits');
      const tokens = Array.from(listed['shortlist_tokens']!.data as BigInt64Array, Number);
      for (let row = 0; row < rows; row++) {
        const exact = logits.subarray(row * vocabularySize, (row + 1) * vocabularySize);
        const list = tokens.slice(row * 64, (row + 1) * 64);
        const ceiling = valuesOf(listed, 'ceiling')[row]!;
        expect(new Set(list).size).toBe(64);
        const expected = list.map((token) => exact[token]!);
        const part = (name: string) => valuesOf(listed, name).subarray(row * 64, (row + 1) * 64);
        expect(largestDifference(part('shortlist_logits'), expected)).toBeLessThan(1e-5);
        expect(largestDifference(part('shortlist_estimates'), expected)).toBeLessThan(0.2);
        const estimates = valuesOf(listed, 'estimates').subarray(row * vocabularySize, (row + 1) * vocabularySize);
        expect(largestDifference(estimates, exact)).toBeLessThan(0.2);
        const others = exact.filter((_, token) => !list.includes(token));
        expect(Math.max(...others)).toBeLessThan(ceiling);
        const logSum = Math.log(exact.reduce((sum, logit) => sum + Math.exp(logit), 0));
        expect(Math.abs(valuesOf(listed, 'estimate_sum')[row]! - logSum)).toBeLessThan(0.05);
      }
    }
    await Promise.all([screening.release(), projection.release()]);
  });
});

/** Each row of mean 0 and variance 1, as the decoder gives it. */
function normalised(values: Float32Array): Float32Array {
  return Float32Array.from(values, (value, index) => {
    const row = values.subarray(index - (index % width), index - (index % width) + width);
    const mean = row.reduce((sum, other) => sum + other, 0) / width;
    const variance = row.reduce((sum, other) => sum + (other - mean) ** 2, 0) / width;
    return (value - mean) / Math.sqrt(variance + 1e-5);
  });
}
