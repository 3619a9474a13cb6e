import { describe, expect, it } from 'vitest';
import { addEncoderLayers } from '../../src/graph/encoder-layers.ts';
import { GraphBuilder } from '../../src/graph/graph-builder.ts';
import { addFeedForward, addLinear, addResidualNorm, type LayerContext } from '../../src/graph/layers.ts';
import { ElementType } from '../../src/graph/onnx-protobuf.ts';
import { tensor } from '../../src/graph/onnx-session.ts';
import { largestDifference, runGraph, valuesOf } from '../helpers/run-graph.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';
import { openTinyCheckpoint } from '../helpers/tiny-export.ts';

const ROWS = 1500;
const checkpoint = openTinyCheckpoint();
const width = checkpoint.config.modelWidth;
const dims = [ROWS, width];

describe('addEncoderLayers', () => {
  it('gives to the last bit what the layers give that are computed of all rows at once', async () => {
    const graph = new GraphBuilder('layers');
    const context: LayerContext = { graph, checkpoint, width };
    const inputs = ['audio', 'positions'].map((name) => graph.input(name, ElementType.float32, dims));
    const results = [addEncoderLayers(context, inputs[0]!, inputs[1]!), addWhole(context, inputs[0]!, inputs[1]!)];
    for (const [index, result] of results.entries()) {
      graph.operation('Identity', [result], { outputs: [`result_${String(index)}`] });
      graph.output(`result_${String(index)}`, ElementType.float32, dims);
    }
    const outputs = await runGraph(graph, {
      audio: tensor('float32', seededNoise(ROWS * width, 5), dims),
      positions: tensor('float32', seededNoise(ROWS * width, 6), dims),
    });
    const [blockwise, whole] = [valuesOf(outputs, 'result_0'), valuesOf(outputs, 'result_1')];
    expect(largestDifference(blockwise, whole)).toBe(0);
    expect(new Set(whole).size).toBeGreaterThan(10_000);
  });

  it('has one loop before the first attention and one behind each', () => {
    const graph = new GraphBuilder('layers');
    addEncoderLayers({ graph, checkpoint, width }, 'audio', 'positions');
    const types = graph.build([]).node.map(({ opType }) => opType);
    const order = types.filter((type) => type === 'Scan' || type === 'MultiHeadAttention');
    const layers = Array.from({ length: checkpoint.config.encoderLayers }, () => ['MultiHeadAttention', 'Scan']);
    expect(order).toEqual(['Scan', ...layers.flat()]);
  });
});

// Without blocks.
function addWhole(context: LayerContext, audio: string, positions: string): string {
  const { graph } = context;
  let [output, residual] = [audio, positions];
  for (let layer = 0; layer < checkpoint.config.encoderLayers; layer++) {
    const prefix = `model.encoder.layers.${String(layer)}`;
    const own = addResidualNorm(context, output, residual, `${prefix}.self_attn_layer_norm`);
    const project = (name: string, x: string, hasBias = true) =>
      addLinear(context, x, { name: `${prefix}.self_attn.${name}`, inputs: width, outputs: width, hasBias });
    const parts = [
      project('q_proj', own.normalised),
      project('k_proj', own.normalised, false),
      project('v_proj', own.normalised),
    ].map((rows) => graph.reshape(rows, [1, ROWS, width]));
    const attention = graph.operation('MultiHeadAttention', parts, {
      domain: 'com.microsoft',
      attributes: { num_heads: checkpoint.config.encoderHeads },
    });
    const mixed = addResidualNorm(
      context,
      project('out_proj', graph.reshape(attention, dims)),
      own.sum,
      `${prefix}.final_layer_norm`,
    );
    output = addFeedForward(context, mixed.normalised, prefix, checkpoint.config.encoderFeedForwardWidth);
    residual = mixed.sum;
  }
  return addResidualNorm(context, output, residual, 'model.encoder.layer_norm').normalised;
}
