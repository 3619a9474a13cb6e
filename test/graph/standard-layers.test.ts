import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../src/graph/checkpoint.ts';
import { GraphBuilder, type Value } from '../../src/graph/graph-builder.ts';
import type { LayerContext } from '../../src/graph/layers.ts';
import { ElementType } from '../../src/graph/onnx-protobuf.ts';
import { tensor } from '../../src/graph/onnx-session.ts';
import {
  addAttention,
  addHeads,
  addNorm,
  addStandardFeedForward,
  addStandardGelu,
  addSum,
  addTensor,
} from '../../src/graph/standard-layers.ts';
import { runGraph, valuesOf } from '../helpers/run-graph.ts';
import { openTinyCheckpoint } from '../helpers/tiny-export.ts';

const WIDTH = 4;
const IDENTITY = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];

describe('addStandardGelu', () => {
  it('is x times the normal distribution function of x', async () => {
    const y = await run([-1, 0, 1, 2], ({ graph }, x) => addStandardGelu(graph, x));
    expectClose(y, [-0.158655, 0, 0.841345, 1.9545]);
  });
});

describe('addNorm', () => {
  it('subtracts the mean, divides by the deviation, scales and shifts', async () => {
    const tensors = { 'norm.weight': [1, 1, 2, 1], 'norm.bias': [0, 0, 0, 3] };
    const y = await run([1, 2, 3, 4], (context, x) => addNorm(context, x, 'norm'), tensors);
    const deviation = Math.sqrt(1.25 + 1e-5);
    expectClose(y, [-1.5 / deviation, -0.5 / deviation, 1 / deviation, 3 + 1.5 / deviation]);
  });
});

describe('addStandardFeedForward', () => {
  it('goes through the hidden layer and back', async () => {
    const tensors = {
      'mlp.fc1.weight': [1, 0, 0, 0, 0, 1, 0, 0],
      'mlp.fc1.bias': [0, 1],
      'mlp.fc2.weight': [1, 0, 0, 1, 1, 1, 0, 0],
      'mlp.fc2.bias': [0, 0, 0, 5],
    };
    const y = await run([1, 1, 9, 9], (context, x) => addStandardFeedForward(context, x, 'mlp', 2), tensors);
    expectClose(y, [0.841345, 1.9545, 0.841345 + 1.9545, 5]);
  });
});

describe('addSum', () => {
  it('adds', async () => {
    expectClose(await run([1, 2, 3, 4], (context, x) => addSum(context, x, x)), [2, 4, 6, 8]);
  });
});

describe('addTensor', () => {
  it('stores a tensor once however often it is asked for', () => {
    const context = contextOf({ table: [1, 2, 3, 4] });
    expect(addTensor(context, 'table', [WIDTH])).toBe(addTensor(context, 'table', [WIDTH]));
    expect(context.graph.weights.map(({ name }) => name)).toEqual(['table']);
  });

  it('takes weights from a checkpoint', () => {
    const graph = new GraphBuilder('test');
    const name = 'model.decoder.layer_norm.bias';
    addTensor({ graph, checkpoint: openTinyCheckpoint(), width: 128 }, name, [128]);
    expect(graph.weights[0]?.values().length).toBe(128);
  });
});

describe('addHeads', () => {
  const shapeOf = ({ graph }: LayerContext) => graph.int64([1, -1, 2, 2]);
  const rows = [1, 2, 3, 4, 5, 6, 7, 8];
  const tensors = { 'attn.q_proj.weight': IDENTITY, 'attn.q_proj.bias': [0, 0, 0, 1], 'attn.k_proj.weight': IDENTITY };

  it('puts heads before positions; keys have no bias', async () => {
    const y = await run(
      rows,
      (context, x) => addHeads(context, x, { prefix: 'attn', kind: 'k', shape: shapeOf(context), headWidth: 2 }),
      tensors,
    );
    expectClose(y, [1, 2, 5, 6, 3, 4, 7, 8]);
  });

  it('scales queries, bias included, by one over the root of the head width', async () => {
    const y = await run(
      rows,
      (context, x) => addHeads(context, x, { prefix: 'attn', kind: 'q', shape: shapeOf(context), headWidth: 4 }),
      tensors,
    );
    expectClose(y, [0.5, 1, 2.5, 3, 1.5, 2.5, 3.5, 4.5]);
  });
});

describe('addAttention', () => {
  const tensors = { 'attn.out_proj.weight': IDENTITY, 'attn.out_proj.bias': [0, 0, 0, 0] };
  // Two positions, two heads of width 2; all scores are equal, so that values are averaged.
  const attend = (values: number[], mask?: readonly [number, number]) =>
    run(
      values,
      (context, x) => {
        const { graph } = context;
        const heads = graph.transpose(graph.reshape(x, [1, 2, 2, 2]), [0, 2, 1, 3]);
        const zero = graph.operation('Mul', [heads, graph.float(0)]);
        const masked = mask === undefined ? {} : { mask: graph.float(mask) };
        return addAttention(context, 'attn', { queries: zero, keys: heads, values: heads, ...masked });
      },
      tensors,
    );

  it('mixes the values of all positions, head by head', async () => {
    expectClose(await attend([1, 2, 3, 4, 5, 6, 7, 8]), [3, 4, 5, 6, 3, 4, 5, 6]);
  });

  it('sees nothing where the mask is minus infinity', async () => {
    expectClose(await attend([1, 2, 3, 4, 5, 6, 7, 8], [0, -Infinity]), [1, 2, 3, 4, 1, 2, 3, 4]);
  });
});

/** What a layer makes of rows of width 4. */
async function run(
  values: readonly number[],
  add: (context: LayerContext, x: Value) => Value,
  tensors: Readonly<Record<string, readonly number[]>> = {},
): Promise<number[]> {
  const context = contextOf(tensors);
  const { graph } = context;
  const x = graph.input('x', ElementType.float32, ['rows', WIDTH]);
  const flat = graph.reshape(add(context, x), [-1]);
  graph.operation('Identity', [flat], { outputs: ['y'] });
  graph.output('y', ElementType.float32, ['values']);
  const feeds = { x: tensor('float32', Float32Array.from(values), [values.length / WIDTH, WIDTH]) };
  return Array.from(valuesOf(await runGraph(graph, feeds), 'y'));
}

function contextOf(tensors: Readonly<Record<string, readonly number[]>>): LayerContext {
  const checkpoint = { tensor: (name: string) => Float32Array.from(tensors[name]!) } as unknown as Checkpoint;
  return { graph: new GraphBuilder('test'), checkpoint, width: WIDTH };
}

function expectClose(found: readonly number[], expected: readonly number[]): void {
  expect(found.length).toBe(expected.length);
  for (const [index, value] of expected.entries()) expect(found[index]).toBeCloseTo(value, 4);
}
