import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type protobuf from 'protobufjs';
import { packageRoot } from '../package-root.ts';

/** The ONNX element types used here (`TensorProto.DataType`). */
export const ElementType = { float32: 1, int8: 3, int32: 6, int64: 7, float16: 10 } as const;
export type ElementType = (typeof ElementType)[keyof typeof ElementType];

/** `ModelProto` as a plain object, field names as in the official schema but in camel case. */
export interface OnnxModel {
  readonly irVersion: number;
  readonly producerName: string;
  readonly opsetImport: readonly { readonly domain: string; readonly version: number }[];
  readonly graph: OnnxGraph;
}

export interface OnnxGraph {
  readonly name: string;
  readonly node: readonly OnnxNode[];
  readonly initializer: readonly OnnxTensor[];
  readonly input: readonly OnnxValueInfo[];
  readonly output: readonly OnnxValueInfo[];
}

export interface OnnxNode {
  readonly name: string;
  readonly opType: string;
  readonly domain: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly OnnxAttribute[];
}

export interface OnnxAttribute {
  readonly name: string;
  /** `AttributeProto.AttributeType`: 1 float, 2 int, 3 string, 5 graph, 7 ints. */
  readonly type: number;
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly g?: OnnxGraph;
  readonly ints?: readonly number[];
}

export interface OnnxTensor {
  readonly name: string;
  readonly dataType: ElementType;
  readonly dims: readonly number[];
  readonly rawData?: Uint8Array;
  readonly externalData?: readonly { readonly key: string; readonly value: string }[];
  /** 1 when the values lie in another file. */
  readonly dataLocation?: 0 | 1;
}

export interface OnnxValueInfo {
  readonly name: string;
  readonly type: {
    readonly tensorType: {
      readonly elemType: ElementType;
      readonly shape: { readonly dim: readonly OnnxDimension[] };
    };
  };
}

export type OnnxDimension = { readonly dimValue: number } | { readonly dimParam: string };

/** The operations of a graph, those inside the bodies of loops included. */
export function everyNode(graph: OnnxGraph): OnnxNode[] {
  const bodies = graph.node.flatMap(({ attribute }) => attribute.flatMap(({ g }) => g ?? []));
  return [...graph.node, ...bodies.flatMap(everyNode)];
}

/** The bytes of a `.onnx` file (protobuf, official `onnx.proto` schema). */
export function encodeOnnxModel(model: OnnxModel): Uint8Array {
  const schema = modelSchema();
  return schema.encode(schema.fromObject(model)).finish();
}

/** The float32 weights that a `.onnx` file holds itself, by name. */
export function readOnnxWeights(file: Uint8Array): ReadonlyMap<string, Float32Array> {
  const schema = modelSchema();
  const { graph } = schema.toObject(schema.decode(file)) as Pick<OnnxModel, 'graph'>;
  return new Map(
    graph.initializer.flatMap(({ name, dataType, rawData }) => {
      if (dataType !== ElementType.float32 || rawData === undefined) return [];
      // Copied, because the bytes of a field begin anywhere in the file.
      return [[name, new Float32Array(Uint8Array.from(rawData).buffer)] as const];
    }),
  );
}

/** Where a weight lies outside the `.onnx` file. */
export interface WeightPlace {
  /** In the folder of the `.onnx` file. */
  readonly fileName: string;
  readonly offset: number;
  readonly byteLength: number;
  readonly elementType: ElementType;
}

/** Where a `.onnx` file says that one of its weights lies; `undefined` for one that it holds itself or does not have. */
export function placeOfWeight(file: Uint8Array, name: string): WeightPlace | undefined {
  const schema = modelSchema();
  const { graph } = schema.toObject(schema.decode(file)) as Pick<OnnxModel, 'graph'>;
  const { externalData = [], dataType } = graph.initializer.find((tensor) => tensor.name === name) ?? {};
  const value = (key: string) => externalData.find((entry) => entry.key === key)?.value;
  const [fileName, elementType = ElementType.float32] = [value('location'), dataType];
  if (fileName === undefined) return undefined;
  return { fileName, offset: Number(value('offset') ?? 0), byteLength: Number(value('length') ?? 0), elementType };
}

const load = createRequire(import.meta.url);

let parsedSchema: protobuf.Type | undefined;

function modelSchema(): protobuf.Type {
  parsedSchema ??= parseSchema();
  return parsedSchema;
}

function parseSchema(): protobuf.Type {
  // Loaded where a graph is built; threads that run compiled graphs need not wait for it.
  const protobuf = load('protobufjs') as typeof import('protobufjs');
  const source = readFileSync(join(packageRoot(), 'onnx.proto'), 'utf8');
  return protobuf.parse(source).root.lookupType('onnx.ModelProto');
}
