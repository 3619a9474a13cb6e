import { open, writeFile, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { ElementType, encodeOnnxModel, everyNode, type OnnxTensor, type WeightPlace } from './onnx-protobuf.ts';
import type { GraphBuilder, WeightValues } from './graph-builder.ts';

/** Operator sets: ONNX 17 is the first with LayerNormalization and old enough for every runtime in use. */
const STANDARD_OPSET = { domain: '', version: 17 } as const;
const MICROSOFT_OPSET = { domain: 'com.microsoft', version: 1 } as const;
const IR_VERSION = 9;
/** ONNX Runtime maps external data from page boundaries. */
const WEIGHT_ALIGNMENT_BYTES = 4096;

/** Weights that lie beside a graph already, by name. */
export type WrittenWeights = ReadonlyMap<string, WeightPlace>;

/** Where weights are written; by default all of them beside the graph, as its name with `.weights`. */
export interface WeightTargets {
  readonly weightsPath?: string;
  /** Those that another file beside the graph holds already; they are not written again. */
  readonly written?: WrittenWeights;
}

/**
 * Writes a graph as `path`.
 *
 * Weights are fetched, written and dropped one by one, so that memory holds one at a time.
 */
export async function writeModel(graph: GraphBuilder, path: string, targets: WeightTargets = {}): Promise<void> {
  const { weightsPath = `${path}.weights`, written = new Map<string, never>() } = targets;
  await writeFile(path, encodeGraph(graph, await writeWeights(graph, weightsPath, written)));
}

/** The bytes of a `.onnx` file that holds its weights itself; for small graphs, which never reach the disk. */
export function encodeModel(graph: GraphBuilder): Uint8Array {
  const tensors = graph.weights.map(({ name, dims, values }): OnnxTensor => {
    const weight = values();
    const rawData = new Uint8Array(weight.buffer, weight.byteOffset, weight.byteLength);
    return { name, dataType: elementTypeOf(weight), dims, rawData };
  });
  return encodeGraph(graph, tensors);
}

function encodeGraph(builder: GraphBuilder, weightTensors: readonly OnnxTensor[]): Uint8Array {
  const graph = builder.build(weightTensors);
  const isStandard = everyNode(graph).every(({ domain }) => domain === STANDARD_OPSET.domain);
  return encodeOnnxModel({
    irVersion: IR_VERSION,
    producerName: 'whisper-batch',
    opsetImport: isStandard ? [STANDARD_OPSET] : [STANDARD_OPSET, MICROSOFT_OPSET],
    graph,
  });
}

async function writeWeights(graph: GraphBuilder, weightsPath: string, written: WrittenWeights): Promise<OnnxTensor[]> {
  const file = await open(weightsPath, 'w');
  try {
    const tensors: OnnxTensor[] = [];
    let offset = 0;
    for (const weight of graph.weights) {
      const place = written.get(weight.name);
      if (place) {
        tensors.push({ name: weight.name, dataType: place.elementType, dims: weight.dims, ...external(place) });
        continue;
      }
      const values = weight.values();
      await writeWhole(file, values, offset);
      const dataType = elementTypeOf(values);
      const fileName = basename(weightsPath);
      const location = { fileName, offset, byteLength: values.byteLength, elementType: dataType };
      tensors.push({ name: weight.name, dataType, dims: weight.dims, ...external(location) });
      offset = Math.ceil((offset + values.byteLength) / WEIGHT_ALIGNMENT_BYTES) * WEIGHT_ALIGNMENT_BYTES;
    }
    return tensors;
  } finally {
    await file.close();
  }
}

// One call may write less than it is given, near the end of a disk or above 2 GB.
async function writeWhole(file: FileHandle, values: WeightValues, position: number): Promise<void> {
  for (let done = 0; done < values.byteLength;) {
    done += (await file.write(values, done, values.byteLength - done, position + done)).bytesWritten;
  }
}

function elementTypeOf(values: WeightValues): ElementType {
  if (values instanceof Uint16Array) return ElementType.float16;
  return values instanceof Int8Array ? ElementType.int8 : ElementType.float32;
}

function external(place: WeightPlace): Pick<OnnxTensor, 'externalData' | 'dataLocation'> {
  return {
    dataLocation: 1,
    externalData: [
      { key: 'location', value: place.fileName },
      { key: 'offset', value: String(place.offset) },
      { key: 'length', value: String(place.byteLength) },
    ],
  };
}
