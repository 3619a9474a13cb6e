import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../../src/graph/checkpoint.ts';
import { GraphBuilder, type Value } from '../../src/graph/graph-builder.ts';
import { addFeedForward, addLinear, addResidualNorm, type LayerContext } from '../../src/graph/layers.ts';
import { ElementType } from '../../src/graph/onnx-protobuf.ts';
import { tensor } from '../../src/graph/onnx-session.ts';
import { largestDifference, runGraph, valuesOf } from '../helpers/run-graph.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';
import { openTinyCheckpoint } from '../helpers/tiny-export.ts';

/** Sums of a few hundred float32 products near 1. */
const TOLERANCE = 1e-5;
const WIDTH = 128;
const ROWS = 3;
const checkpoint = openTinyCheckpoint();
const layer = 'model.decoder.layers.1';
const x = seededNoise(ROWS * WIDTH, 1).map((value) => 8 * value);
const residual = seededNoise(ROWS * WIDTH, 2);

/** Runs one layer on `x` (and `residual`); gives the outputs that `build` names. */
async function run(build: (context: LayerContext, x: Value, residual: Value) => readonly Value[], columns = WIDTH) {
  const graph = new GraphBuilder('layer');
  const inputs = ['x', 'residual'].map((name) => graph.input(name, ElementType.float32, [ROWS, WIDTH]));
  const outputs = build({ graph, checkpoint, width: WIDTH }, inputs[0]!, inputs[1]!);
  for (const output of outputs) graph.output(output, ElementType.float32, [ROWS, columns]);
  const dims = [ROWS, WIDTH];
  const found = await runGraph(graph, { x: tensor('float32', x, dims), residual: tensor('float32', residual, dims) });
  return outputs.map((output) => valuesOf(found, output));
}

describe('addLinear', () => {
  it('multiplies with the transposed weights and adds the bias', async () => {
    const name = `${layer}.fc1`;
    const [found] = await run(
      (context, input) => [addLinear(context, input, { name, inputs: WIDTH, outputs: 192 })],
      192,
    );
    expect(largestDifference(found!, linear(x, name, [192, WIDTH]))).toBeLessThan(TOLERANCE);
  });

  it('does without a bias', async () => {
    const name = `${layer}.self_attn.k_proj`;
    const [found] = await run((context, input) => [
      addLinear(context, input, { name, inputs: WIDTH, outputs: WIDTH, hasBias: false }),
    ]);
    expect(largestDifference(found!, linear(x, name, [WIDTH, WIDTH], false))).toBeLessThan(TOLERANCE);
  });

  it('scales weights and bias', async () => {
    const name = `${layer}.self_attn.q_proj`;
    const [found] = await run((context, input) => [
      addLinear(context, input, { name, inputs: WIDTH, outputs: WIDTH, scale: 0.125 }),
    ]);
    const expected = linear(x, name, [WIDTH, WIDTH]).map((value) => value / 8);
    expect(largestDifference(found!, expected)).toBeLessThan(TOLERANCE);
  });
});

describe('addResidualNorm', () => {
  it('gives the sum and the normalised sum', async () => {
    const name = `${layer}.final_layer_norm`;
    const [normalised, sum] = await run((context, input, rest) => {
      const both = addResidualNorm(context, input, rest, name);
      return [both.normalised, both.sum];
    });
    const expectedSum = x.map((value, index) => value + residual[index]!);
    expect(largestDifference(sum!, expectedSum)).toBe(0);
    expect(largestDifference(normalised!, layerNorm(expectedSum, name))).toBeLessThan(TOLERANCE);
  });
});

describe('addFeedForward', () => {
  it('is a linear layer, the exact GELU and another linear layer', async () => {
    const [found] = await run((context, input) => [addFeedForward(context, input, layer, 192)]);
    const hidden = linear(x, `${layer}.fc1`, [192, WIDTH]).map((value) => 0.5 * value * (1 + erf(value / Math.SQRT2)));
    expect(largestDifference(found!, linear(hidden, `${layer}.fc2`, [WIDTH, 192]))).toBeLessThan(TOLERANCE);
  });
});

function values(name: string, dims: readonly number[]): ReturnType<Checkpoint['tensor']> {
  return checkpoint.tensor(name, dims);
}

function linear(input: Float32Array, name: string, [outputs, inputs]: readonly [number, number], hasBias = true) {
  const weight = values(`${name}.weight`, [outputs, inputs]);
  const bias = hasBias ? values(`${name}.bias`, [outputs]) : new Float32Array(outputs);
  return Float32Array.from({ length: ROWS * outputs }, (_, index) => {
    const [row, output] = [Math.floor(index / outputs), index % outputs];
    let sum = bias[output]!;
    for (let column = 0; column < inputs; column++) {
      sum += input[row * inputs + column]! * weight[output * inputs + column]!;
    }
    return sum;
  });
}

function layerNorm(input: Float32Array, name: string): Float32Array {
  const [weight, bias] = [values(`${name}.weight`, [WIDTH]), values(`${name}.bias`, [WIDTH])];
  return input.map((value, index) => {
    const row = input.subarray(index - (index % WIDTH), index - (index % WIDTH) + WIDTH);
    const mean = row.reduce((sum, other) => sum + other, 0) / WIDTH;
    const variance = row.reduce((sum, other) => sum + (other - mean) ** 2, 0) / WIDTH;
    return ((value - mean) / Math.sqrt(variance + 1e-5)) * weight[index % WIDTH]! + bias[index % WIDTH]!;
  });
}

/** Error function by its Taylor series, exact to the last digits for the small arguments here. */
function erf(argument: number): number {
  let [term, sum] = [argument, argument];
  for (let n = 1; n < 60; n++) {
    term *= -(argument ** 2) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
