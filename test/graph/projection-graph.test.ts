import { describe, expect, it } from 'vitest';
import { tensor } from '../../src/graph/onnx-session.ts';
import { buildProjection, lastNorm, tokenTable } from '../../src/graph/projection-graph.ts';
import { largestDifference, runGraph, valuesOf } from '../helpers/run-graph.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';
import { openTinyCheckpoint } from '../helpers/tiny-export.ts';

describe('buildProjection', () => {
  it('scales and shifts states and multiplies them with the embedding of every token', async () => {
    const checkpoint = openTinyCheckpoint();
    const { modelWidth: width, vocabularySize } = checkpoint.config;
    const states = seededNoise(2 * width, 7);
    const outputs = await runGraph(buildProjection(checkpoint), { state: tensor('float32', states, [2, width]) });
    const context = { checkpoint, width };
    const [scale, shift, table] = [lastNorm(context, 'weight'), lastNorm(context, 'bias'), tokenTable(context)];
    const expected = Array.from({ length: 2 * vocabularySize }, (_, place) => {
      const row = Math.floor(place / vocabularySize) * width;
      const token = (place % vocabularySize) * width;
      let sum = 0;
      for (let i = 0; i < width; i++) sum += (states[row + i]! * scale[i]! + shift[i]!) * table[token + i]!;
      return sum;
    });
    expect(outputs['logits']!.dims).toEqual([2, vocabularySize]);
    expect(largestDifference(valuesOf(outputs, 'logits'), expected)).toBeLessThan(1e-5);
  });
});
