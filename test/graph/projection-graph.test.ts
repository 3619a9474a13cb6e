import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../src/graph/checkpoint.ts';
import { GraphBuilder } from '../../src/graph/graph-builder.ts';
import { ElementType } from '../../src/graph/onnx-protobuf.ts';
import { tensor } from '../../src/graph/onnx-session.ts';
import { addTokenRows, buildProjection, lastNorm, tokenTable } from '../../src/graph/projection-graph.ts';
import { largestDifference, runGraph, valuesOf } from '../helpers/run-graph.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';
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

describe('addTokenRows', () => {
  it.each(['F16', 'F32'] as const)('looks rows of a matrix in %s up, exactly and as float32', async (dtype) => {
    const folder = temporaryFolder();
    writeTinyCheckpoint(folder, { dtype });
    const checkpoint = openCheckpoint(folder);
    const { modelWidth: width } = checkpoint.config;
    const graph = new GraphBuilder('rows');
    const indices = graph.input('indices', ElementType.int64, [2, 2]);
    graph.operation('Identity', [addTokenRows({ graph, checkpoint, width }, indices)], { outputs: ['rows'] });
    graph.output('rows', ElementType.float32, [2, 2, width]);
    const tokens = [5, 0, 17, 5];
    const feeds = { indices: tensor('int64', BigInt64Array.from(tokens, BigInt), [2, 2]) };
    const table = tokenTable({ checkpoint, width });
    const expected = tokens.flatMap((token) => [...table.subarray(token * width, (token + 1) * width)]);
    expect([...valuesOf(await runGraph(graph, feeds), 'rows')]).toEqual(expected);
    const [weight] = graph.weights;
    expect(weight?.values().BYTES_PER_ELEMENT).toBe(dtype === 'F16' ? 2 : 4);
  });
});
