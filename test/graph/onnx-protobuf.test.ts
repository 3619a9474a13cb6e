import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { ElementType, encodeOnnxModel, everyNode, type OnnxModel } from '../../src/graph/onnx-protobuf.ts';
import { packageRoot } from '../../src/package-root.ts';

const model: OnnxModel = {
  irVersion: 9,
  producerName: 'whisper-batch',
  opsetImport: [{ domain: '', version: 17 }],
  graph: {
    name: 'g',
    node: [
      {
        name: 'n',
        opType: 'Pad',
        domain: '',
        input: ['x', ''],
        output: ['y'],
        attribute: [
          { name: 'mode', type: 3, s: Buffer.from('reflect') },
          { name: 'epsilon', type: 1, f: 0.5 },
          { name: 'axis', type: 2, i: -1 },
          { name: 'perm', type: 7, ints: [0, 2, 1] },
        ],
      },
    ],
    initializer: [
      {
        name: 'w',
        dataType: ElementType.float32,
        dims: [2, 3],
        dataLocation: 1,
        externalData: [{ key: 'location', value: 'x.weights' }],
      },
      { name: 'c', dataType: ElementType.int64, dims: [1], rawData: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0) },
    ],
    input: [
      {
        name: 'x',
        type: { tensorType: { elemType: ElementType.int32, shape: { dim: [{ dimParam: 'batch' }, { dimValue: 4 }] } } },
      },
    ],
    output: [{ name: 'y', type: { tensorType: { elemType: ElementType.float32, shape: { dim: [{ dimValue: 1 }] } } } }],
  },
};

describe('encodeOnnxModel', () => {
  it('writes what the official schema reads back', () => {
    const source = readFileSync(join(packageRoot(), 'onnx.proto'), 'utf8');
    const schema = protobuf.parse(source).root.lookupType('onnx.ModelProto');
    const decoded = schema.toObject(schema.decode(encodeOnnxModel(model)), { longs: Number, bytes: Array });
    const bytes = (data: Uint8Array): number[] => [...data];
    const [node] = model.graph.node;
    expect(decoded).toEqual({
      ...model,
      graph: {
        ...model.graph,
        node: [
          {
            ...node,
            attribute: [{ ...node!.attribute[0], s: bytes(Buffer.from('reflect')) }, ...node!.attribute.slice(1)],
          },
        ],
        initializer: [model.graph.initializer[0], { ...model.graph.initializer[1], rawData: [1, 0, 0, 0, 0, 0, 0, 0] }],
      },
    });
  });

  it('is the same every time', () => {
    expect(encodeOnnxModel(model)).toEqual(encodeOnnxModel(structuredClone(model)));
  });
});

describe('everyNode', () => {
  it('gives the operations of a graph and of the loops inside, however deep', () => {
    const loop = (g: OnnxModel['graph']): OnnxModel['graph'] => ({
      ...g,
      node: [{ ...g.node[0]!, name: `around ${g.node[0]!.name}`, attribute: [{ name: 'body', type: 5, g }] }],
    });
    const names = everyNode(loop(loop(model.graph))).map(({ name }) => name);
    expect(names).toEqual(['around around n', 'around n', 'n']);
  });
});
