import { describe, expect, it } from 'vitest';
import { GraphBuilder, type Value } from '../../src/graph/graph-builder.ts';
import { addLinear, addResidualNorm, type LayerContext } from '../../src/graph/layers.ts';
import { ElementType } from '../../src/graph/onnx-protobuf.ts';
import { tensor } from '../../src/graph/onnx-session.ts';
import { addRowBlocks } from '../../src/graph/row-blocks.ts';
import { runGraph, valuesOf } from '../helpers/run-graph.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';
import { openTinyCheckpoint } from '../helpers/tiny-export.ts';

const ROWS = 1500;
const WIDTH = 128;
const prefix = 'model.encoder.layers.0';

describe('addRowBlocks', () => {
  it('gives to the last bit what is computed of all rows at once', async () => {
    const { wholeSum, wholeProduct, ...inBlocks } = await run();
    expect(inBlocks['blockSum']).toEqual(wholeSum);
    expect(inBlocks['blockProduct']).toEqual(wholeProduct);
    expect(new Set(wholeProduct).size).toBeGreaterThan(1000);
  });

  it('reads each weight once for all blocks', () => {
    const graph = new GraphBuilder('g');
    build(graph);
    const names = graph.weights.map(({ name }) => name);
    expect(names).toHaveLength(new Set(names).size);
    expect(graph.build([]).node.filter(({ opType }) => opType === 'Scan')).toHaveLength(1);
  });
});

async function run(): Promise<Readonly<Record<string, Float32Array>>> {
  const graph = new GraphBuilder('g');
  build(graph);
  const dims = [ROWS, WIDTH];
  const feeds = { x: tensor('float32', seededNoise(ROWS * WIDTH, 3), dims) };
  const outputs = await runGraph(graph, { ...feeds, residual: tensor('float32', seededNoise(ROWS * WIDTH, 4), dims) });
  const names = ['wholeSum', 'wholeProduct', 'blockSum', 'blockProduct'];
  return Object.fromEntries(names.map((name) => [name, valuesOf(outputs, name)]));
}

// The same twice: of all rows, and in blocks.
function build(graph: GraphBuilder): void {
  const context: LayerContext = { graph, checkpoint: openTinyCheckpoint(), width: WIDTH };
  const inputs = ['x', 'residual'].map((name) => graph.input(name, ElementType.float32, [ROWS, WIDTH]));
  const whole = layerOf(context, inputs);
  const blocks = addRowBlocks(context, 'blocks', inputs, layerOf);
  for (const [index, value] of [...whole, ...blocks].entries()) {
    const name = ['wholeSum', 'wholeProduct', 'blockSum', 'blockProduct'][index]!;
    graph.operation('Identity', [value], { outputs: [name] });
    graph.output(name, ElementType.float32, [ROWS, WIDTH]);
  }
}

function layerOf(context: LayerContext, [x, residual]: readonly Value[]): Value[] {
  const { normalised, sum } = addResidualNorm(context, x!, residual!, `${prefix}.self_attn_layer_norm`);
  const name = `${prefix}.self_attn.q_proj`;
  return [sum, addLinear(context, normalised, { name, inputs: WIDTH, outputs: WIDTH })];
}
