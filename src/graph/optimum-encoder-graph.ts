import { AUDIO_POSITIONS, WINDOW_FRAMES } from '../hyperparameters.ts';
import type { Checkpoint } from './checkpoint.ts';
import { GraphBuilder, type Value } from './graph-builder.ts';
import type { LayerContext } from './layers.ts';
import { ElementType } from './onnx-protobuf.ts';
import {
  addAttention,
  addHeads,
  addNorm,
  addStandardFeedForward,
  addStandardGelu,
  addSum,
  addTensor,
} from './standard-layers.ts';

const KERNEL_WIDTH = 3;

/**
 * The encoder as Optimum exports it: `input_features [batch, mels, 3000]` (log-mel) →
 * `last_hidden_state [batch, 1500, width]`.
 */
export function buildOptimumEncoder(checkpoint: Checkpoint): GraphBuilder {
  const { modelWidth, melBins, encoderLayers } = checkpoint.config;
  const graph = new GraphBuilder('whisper_encoder');
  const context: LayerContext = { graph, checkpoint, width: modelWidth };
  graph.output('last_hidden_state', ElementType.float32, ['batch_size', AUDIO_POSITIONS, modelWidth]);
  const mel = graph.input('input_features', ElementType.float32, ['batch_size', melBins, WINDOW_FRAMES]);
  let x = addPositions(context, addConvolutions(context, mel));
  for (let layer = 0; layer < encoderLayers; layer++) x = addEncoderLayer(context, x, layer);
  const states = addNorm(context, x, 'model.encoder.layer_norm');
  graph.operation('Reshape', [states, graph.int64([-1, AUDIO_POSITIONS, modelWidth])], {
    outputs: ['last_hidden_state'],
  });
  return graph;
}

// The second convolution's stride of 2 halves the frames: [batch, mels, 3000] → [batch, width, 1500].
function addConvolutions(context: LayerContext, mel: Value): Value {
  const { width, checkpoint } = context;
  const convolve = (x: Value, name: string, { channels, stride }: { channels: number; stride: number }) => {
    const weight = addTensor(context, `${name}.weight`, [width, channels, KERNEL_WIDTH]);
    const bias = addTensor(context, `${name}.bias`, [width]);
    const attributes = { strides: [stride], pads: [1, 1] };
    return addStandardGelu(context.graph, context.graph.operation('Conv', [x, weight, bias], { attributes }));
  };
  const first = convolve(mel, 'model.encoder.conv1', { channels: checkpoint.config.melBins, stride: 1 });
  return convolve(first, 'model.encoder.conv2', { channels: width, stride: 2 });
}

// [batch, width, 1500] → [batch · 1500, width]
function addPositions(context: LayerContext, features: Value): Value {
  const { graph, width } = context;
  const positions = addTensor(context, 'model.encoder.embed_positions.weight', [AUDIO_POSITIONS, width]);
  return graph.reshape(addSum(context, graph.transpose(features, [0, 2, 1]), positions), [-1, width]);
}

function addEncoderLayer(context: LayerContext, x: Value, layer: number): Value {
  const { encoderFeedForwardWidth } = context.checkpoint.config;
  const prefix = `model.encoder.layers.${String(layer)}`;
  const own = addNorm(context, x, `${prefix}.self_attn_layer_norm`);
  const attended = addSum(context, x, addSelfAttention(context, own, `${prefix}.self_attn`));
  const mixed = addNorm(context, attended, `${prefix}.final_layer_norm`);
  return addSum(context, attended, addStandardFeedForward(context, mixed, prefix, encoderFeedForwardWidth));
}

function addSelfAttention(context: LayerContext, x: Value, prefix: string): Value {
  const { graph, width, checkpoint } = context;
  const heads = checkpoint.config.encoderHeads;
  const headWidth = width / heads;
  const shape = graph.int64([-1, AUDIO_POSITIONS, heads, headWidth]);
  const project = (kind: 'q' | 'k' | 'v') => addHeads(context, x, { prefix, kind, shape, headWidth });
  return addAttention(context, prefix, { queries: project('q'), keys: project('k'), values: project('v') });
}
