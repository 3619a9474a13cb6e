import { AUDIO_POSITIONS } from '../hyperparameters.ts';
import type { Value } from './graph-builder.ts';
import type { LayerContext } from './layers.ts';
import { ElementType } from './onnx-protobuf.ts';

/** Blocks that the rows of a window are cut into. */
const BLOCKS = 5;
const BLOCK_ROWS = AUDIO_POSITIONS / BLOCKS;

/** Adds what is computed of one block to the graph of its `context`, and gives the results `[300, width]`. */
export type BlockBuilder = (context: LayerContext, blocks: readonly Value[]) => readonly Value[];

/**
 * Adds what concerns each row for itself, block by block: `inputs` and results are `[1500, width]`.
 *
 * ONNX Runtime multiplies all rows by 128 columns of a weight, a part of the sum at a time. The sums of 1500 rows
 * (768 kB) leave a core's second-level cache before the next part is added, those of 300 (154 kB) do not: products
 * reach 36 instead of 32 GFLOP/s on one core of Zen 1. Results are the same to the last bit. As one loop and not as
 * five copies of the operations, because each copy would pack its weights anew whenever a session is opened.
 *
 * @param name of the loop's body, which no other may have
 */
export function addRowBlocks(
  context: LayerContext,
  name: string,
  inputs: readonly Value[],
  addBlock: BlockBuilder,
): Value[] {
  const { graph, width } = context;
  const body = graph.body(name);
  const dims = [BLOCK_ROWS, width];
  const blocks = inputs.map((_, index) => body.input(`${name}_input_${String(index)}`, ElementType.float32, dims));
  const results = addBlock({ ...context, graph: body }, blocks);
  for (const result of results) body.output(result, ElementType.float32, dims);
  const scanned = inputs.map((input) => graph.reshape(input, [BLOCKS, ...dims]));
  const outputs = results.map((_, index) => `${name}_output_${String(index)}`);
  graph.operation('Scan', scanned, { attributes: { num_scan_inputs: inputs.length, body: { graph: body } }, outputs });
  return outputs.map((output) => graph.reshape(output, [AUDIO_POSITIONS, width]));
}
