import {
  ElementType,
  type OnnxAttribute,
  type OnnxDimension,
  type OnnxGraph,
  type OnnxValueInfo,
} from './onnx-protobuf.ts';
import type { OnnxNode, OnnxTensor } from './onnx-protobuf.ts';

/** Name of a value that flows through the graph. */
export type Value = string;

/** A fixed size, or the name of one that is known only when the graph runs. */
export type Dimension = number | string;

export type AttributeValue =
  number | string | readonly number[] | { readonly float: number } | { readonly graph: GraphBuilder };

export interface OperationOptions {
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** Empty for the standard operators, `com.microsoft` for ONNX Runtime's own. */
  readonly domain?: '' | 'com.microsoft';
  /** Names of outputs that must be called so because they leave the graph; others are named by the builder. */
  readonly outputs?: readonly Value[];
}

/** A weight whose values are read only when the model is written. */
export interface ExternalWeight {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: () => WeightValues;
}

/** The element type of a weight follows from the array; 16 bits are the patterns of half-precision numbers. */
export type WeightValues = Float32Array | Int8Array | Uint16Array;

/** Collects the operations, constants, inputs and outputs of one ONNX graph. */
export class GraphBuilder {
  readonly weights: ExternalWeight[];
  readonly #name: string;
  /** Before the names that the builder gives inside a body, which must differ from those around it. */
  readonly #prefix: string;
  readonly #nodes: OnnxNode[] = [];
  readonly #constants = new Map<string, OnnxTensor>();
  readonly #inputs: OnnxValueInfo[] = [];
  readonly #outputs: OnnxValueInfo[] = [];
  readonly #weightNames: Set<string>;

  /** @param owner the graph that runs this one, see {@link body} */
  constructor(name: string, owner?: GraphBuilder) {
    this.#name = name;
    this.#prefix = owner ? `${name}_` : '';
    this.weights = owner?.weights ?? [];
    this.#weightNames = owner ? owner.#weightNames : new Set();
  }

  /**
   * A graph that an operation of this one runs, such as the body of a loop: it sees the values of this one, and its
   * weights are this one's. It must be whole when that operation is added; inputs and outputs that are named must be
   * named as nothing else in either graph.
   *
   * @param name no other body may have
   */
  body(name: string): GraphBuilder {
    return new GraphBuilder(name, this);
  }

  input(name: string, type: ElementType, dims: readonly Dimension[]): Value {
    this.#inputs.push(valueInfo(name, type, dims));
    return name;
  }

  output(name: Value, type: ElementType, dims: readonly Dimension[]): void {
    this.#outputs.push(valueInfo(name, type, dims));
  }

  /** Adds an operation with one output (or the first of several) and gives that output's name. */
  operation(type: string, inputs: readonly Value[], options: OperationOptions = {}): Value {
    const name = `${this.#prefix}${type}_${String(this.#nodes.length)}`;
    const output = options.outputs ?? [name];
    const attribute = Object.entries(options.attributes ?? {}).map(([key, value]) => onnxAttribute(key, value));
    this.#nodes.push({ name, opType: type, domain: options.domain ?? '', input: inputs, output, attribute });
    return output[0] ?? name;
  }

  /** A weight that is stored beside the model; asking twice for one name stores it once. */
  weight(name: string, dims: readonly number[], values: () => WeightValues): Value {
    if (!this.#weightNames.has(name)) {
      this.#weightNames.add(name);
      this.weights.push({ name, dims, values });
    }
    return name;
  }

  /** A small float32 constant inside the model; without `dims` a scalar. */
  float(values: number | readonly number[]): Value {
    const list = typeof values === 'number' ? [values] : values;
    const bytes = new Uint8Array(Float32Array.from(list).buffer);
    return this.#constant('float', ElementType.float32, typeof values === 'number' ? [] : [list.length], bytes);
  }

  /** A small int64 constant inside the model: a scalar for a number, else a vector. */
  int64(values: number | readonly number[]): Value {
    const list = typeof values === 'number' ? [values] : values;
    const bytes = new Uint8Array(BigInt64Array.from(list, BigInt).buffer);
    return this.#constant('int64', ElementType.int64, typeof values === 'number' ? [] : [list.length], bytes);
  }

  reshape(value: Value, shape: readonly number[]): Value {
    return this.operation('Reshape', [value, this.int64(shape)]);
  }

  transpose(value: Value, permutation: readonly number[], outputs?: readonly Value[]): Value {
    const attributes = { perm: permutation };
    return this.operation('Transpose', [value], outputs ? { attributes, outputs } : { attributes });
  }

  /** The graph, its weights given as the initializers that `weightTensors` names. */
  build(weightTensors: readonly OnnxTensor[]): OnnxGraph {
    return {
      name: this.#name,
      node: this.#nodes,
      initializer: [...this.#constants.values(), ...weightTensors],
      input: this.#inputs,
      output: this.#outputs,
    };
  }

  #constant(kind: string, dataType: ElementType, dims: readonly number[], rawData: Uint8Array): Value {
    const name = `${this.#prefix}${kind}_${dims.length === 0 ? 'scalar' : 'vector'}_${Buffer.from(rawData).toString('hex')}`;
    this.#constants.set(name, { name, dataType, dims, rawData });
    return name;
  }
}

function valueInfo(name: string, elemType: ElementType, dims: readonly Dimension[]): OnnxValueInfo {
  const dim = dims.map((size): OnnxDimension => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}

function onnxAttribute(name: string, value: AttributeValue): OnnxAttribute {
  if (typeof value === 'number') return { name, type: 2, i: value };
  if (typeof value === 'string') return { name, type: 3, s: Buffer.from(value) };
  if ('float' in value) return { name, type: 1, f: value.float };
  if ('graph' in value) return { name, type: 5, g: value.graph.build([]) };
  return { name, type: 7, ints: value };
}
