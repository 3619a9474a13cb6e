import { WINDOW_FRAMES, WINDOW_SAMPLES } from '../hyperparameters.ts';
import { GraphBuilder } from './graph-builder.ts';
import { addLogMel } from './log-mel-graph.ts';
import { ElementType } from './onnx-protobuf.ts';
import { encodeModel } from './write-model.ts';

/**
 * The log-mel spectrogram as a model of its own, for encoders that take features: `samples [1, 480000]` →
 * `input_features [1, mels, 3000]`.
 *
 * @returns the bytes of a `.onnx` file
 */
export function logMelModel(melBins: number): Uint8Array {
  const graph = new GraphBuilder('log_mel');
  const samples = graph.input('samples', ElementType.float32, [1, WINDOW_SAMPLES]);
  const mel = addLogMel(graph, samples, melBins);
  graph.operation('Identity', [mel], { outputs: ['input_features'] });
  graph.output('input_features', ElementType.float32, [1, melBins, WINDOW_FRAMES]);
  return encodeModel(graph);
}
