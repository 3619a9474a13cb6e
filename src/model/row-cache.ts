import { tensor, type Tensor } from '../graph/onnx-session.ts';

/** Keys and values of one decoder layer, for all rows. */
export interface LayerArrays {
  readonly k: Float32Array;
  readonly v: Float32Array;
}

/** How much a cache holds: layers, rows and the dimensions of one row `[heads, positions, head width]`. */
export interface CacheShape {
  readonly layers: number;
  readonly rows: number;
  readonly rowDims: readonly [heads: number, positions: number, headWidth: number];
}

/** Memory for a cache; what is never used of it is never touched and stays with the operating system. */
export function allocateLayers({ layers, rows, rowDims }: CacheShape): readonly LayerArrays[] {
  const allocate = () => new Float32Array(rows * lengthOf(rowDims));
  return Array.from({ length: layers }, () => ({ k: allocate(), v: allocate() }));
}

/** Keys and values of all decoder layers for several rows; one array a layer and kind, rows one behind the other. */
export class RowCache {
  readonly #name: string;
  readonly #rowDims: readonly number[];
  readonly #rowLength: number;
  /** Layer by layer: keys, values. */
  readonly #layers: readonly LayerArrays[];

  /**
   * @param name what tensors are called in the graph, without kind and layer: `cross`, `past`
   * @param layers memory to lay rows over, which may have room for more than `shape` says
   */
  constructor(name: string, shape: CacheShape, layers: readonly LayerArrays[] = allocateLayers(shape)) {
    this.#name = name;
    this.#rowDims = shape.rowDims;
    this.#rowLength = lengthOf(shape.rowDims);
    this.#layers = layers;
  }

  /** Tensors `name_k_i` and `name_v_i` laid over neighbouring rows, without copies. */
  tensors(firstRow: number, rowCount: number): Record<string, Tensor> {
    const begin = firstRow * this.#rowLength;
    const end = begin + rowCount * this.#rowLength;
    const dims = [rowCount, ...this.#rowDims];
    const entries = this.#layers.flatMap(({ k, v }, layer) => [
      [`${this.#name}_k_${String(layer)}`, tensor('float32', k.subarray(begin, end), dims)] as const,
      [`${this.#name}_v_${String(layer)}`, tensor('float32', v.subarray(begin, end), dims)] as const,
    ]);
    return Object.fromEntries(entries);
  }

  /** What one row holds for the tensor called `name`, e.g. `past_k_0`, laid over the cache's memory. */
  values(name: string, row: number): Float32Array {
    const [, kind, layer] = /_([kv])_(\d+)$/.exec(name) ?? [];
    const values = this.#layers[Number(layer)]?.[kind === 'k' ? 'k' : 'v'];
    if (!values) throw new RangeError(`Expected the name of a cached tensor, found ${name}.`);
    return values.subarray(row * this.#rowLength, (row + 1) * this.#rowLength);
  }

  moveRow(from: number, to: number): void {
    const begin = from * this.#rowLength;
    for (const { k, v } of this.#layers) {
      k.copyWithin(to * this.#rowLength, begin, begin + this.#rowLength);
      v.copyWithin(to * this.#rowLength, begin, begin + this.#rowLength);
    }
  }
}

function lengthOf(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1);
}
