import { AUDIO_POSITIONS } from '../hyperparameters.ts';
import type { Checkpoint } from './checkpoint.ts';
import { addEncoderLayers } from './encoder-layers.ts';
import { GraphBuilder, type Value } from './graph-builder.ts';
import { addLinear, type LayerContext } from './layers.ts';
import { addLogMel } from './log-mel-graph.ts';
import { ElementType } from './onnx-protobuf.ts';
import { addRowBlocks } from './row-blocks.ts';

const KERNEL_WIDTH = 3;

/**
 * The encoder as one graph: `samples [1, N]`, N a multiple of 320, and `positions [1500]` → per decoder layer `cross_k_i`
 * and `cross_v_i` `[1, heads, 1500, head width]`.
 *
 * Of the silence that fills a window up to 30 s, spectrogram and convolutions are the same everywhere: N covers the audio
 * and a little silence, and `positions` says which of the N / 320 computed positions stands for each of the 1500.
 * Log-mel and the decoder's projections of the audio belong to it, so that no features and no hidden states
 * leave ONNX Runtime.
 */
export function buildEncoder(checkpoint: Checkpoint): GraphBuilder {
  const { config } = checkpoint;
  const graph = new GraphBuilder('whisper_encoder');
  const context: LayerContext = { graph, checkpoint, width: config.modelWidth };
  const samples = graph.input('samples', ElementType.float32, [1, 'samples']);
  const mel = addLogMel(graph, samples, config.melBins);
  const audio = spread(context, addConvolutions(context, mel));
  const states = addEncoderLayers(context, audio, addPositions(context));
  for (let layer = 0; layer < config.decoderLayers; layer++) {
    addCrossOutput(context, states, { kind: 'k', layer });
    addCrossOutput(context, states, { kind: 'v', layer });
  }
  return graph;
}

// Two convolutions of width 3, the second of stride 2: [1, mels, N / 160] → [N / 320, width].
function addConvolutions(context: LayerContext, mel: Value): Value {
  const { graph, checkpoint, width } = context;
  const first = addConvolution(context, mel, {
    name: 'model.encoder.conv1',
    channels: checkpoint.config.melBins,
    stride: 1,
  });
  const second = addConvolution(context, first, { name: 'model.encoder.conv2', channels: width, stride: 2 });
  return graph.reshape(graph.transpose(second, [0, 2, 1]), [-1, width]);
}

function spread({ graph }: LayerContext, computed: Value): Value {
  const positions = graph.input('positions', ElementType.int64, [AUDIO_POSITIONS]);
  return graph.operation('Gather', [computed, positions]);
}

function addPositions({ graph, checkpoint, width }: LayerContext): Value {
  const name = 'model.encoder.embed_positions.weight';
  const dims = [AUDIO_POSITIONS, width];
  return graph.weight(name, dims, () => checkpoint.tensor(name, dims));
}

interface Convolution {
  readonly name: string;
  readonly channels: number;
  readonly stride: number;
}

function addConvolution(context: LayerContext, x: Value, { name, channels, stride }: Convolution): Value {
  const { graph, checkpoint, width } = context;
  const dims = [width, channels, KERNEL_WIDTH];
  const weight = graph.weight(`${name}.weight`, dims, () => checkpoint.tensor(`${name}.weight`, dims));
  const bias = graph.weight(`${name}.bias`, [width], () => checkpoint.tensor(`${name}.bias`, [width]));
  const sum = graph.operation('Conv', [x, weight, bias], { attributes: { strides: [stride], pads: [1, 1] } });
  return graph.operation('Gelu', [sum], { domain: 'com.microsoft' });
}

// In a loop of its own, so that not all of them lie in memory twice, before and after they are turned.
function addCrossOutput(
  context: LayerContext,
  states: Value,
  { kind, layer }: { readonly kind: 'k' | 'v'; readonly layer: number },
): void {
  const { graph, checkpoint, width } = context;
  const { decoderHeads: heads } = checkpoint.config;
  const output = `cross_${kind}_${String(layer)}`;
  const name = `model.decoder.layers.${String(layer)}.encoder_attn.${kind}_proj`;
  const [rows] = addRowBlocks(context, `project_${output}`, [states], (inner, [block]) => [
    addLinear(inner, block!, { name, inputs: width, outputs: width, hasBias: kind === 'v' }),
  ]);
  const split = graph.reshape(rows!, [1, AUDIO_POSITIONS, heads, width / heads]);
  graph.transpose(split, [0, 2, 1, 3], [output]);
  graph.output(output, ElementType.float32, [1, heads, AUDIO_POSITIONS, width / heads]);
}
