import type { Tensor } from '../graph/onnx-session.ts';
import { allocateLayers, RowCache, type CacheShape, type LayerArrays } from './row-cache.ts';

const POSITIONS_AT_ONCE = 32;

/**
 * Keys and values of the tokens so far, with room for only as many positions as are in use, in steps of 32: the network
 * goes through all the room there is at every step.
 */
export class PositionCache {
  readonly #name: string;
  readonly #shape: CacheShape;
  readonly #layers: readonly LayerArrays[];
  #positions = 0;
  #rows: RowCache;

  /** @param shape with the most positions a row can have */
  constructor(name: string, shape: CacheShape) {
    this.#name = name;
    this.#shape = shape;
    this.#layers = allocateLayers(shape);
    this.#rows = this.#layOut(POSITIONS_AT_ONCE);
  }

  /** Makes room for `positions` in every row, keeping what the first `usedRows` rows hold. */
  reserve(usedRows: number, positions: number): void {
    const [heads, , headWidth] = this.#shape.rowDims;
    const before = this.#positions;
    const wanted = Math.ceil(positions / POSITIONS_AT_ONCE) * POSITIONS_AT_ONCE;
    if (wanted === before || (wanted < before && usedRows > 0)) return;
    this.#rows = this.#layOut(wanted);
    for (const { k, v } of this.#layers) {
      for (const values of [k, v]) spread(values, usedRows * heads, before * headWidth, this.#positions * headWidth);
    }
  }

  /** See {@link RowCache.tensors}; valid until {@link reserve} makes other room. */
  tensors(firstRow: number, rowCount: number): Record<string, Tensor> {
    return this.#rows.tensors(firstRow, rowCount);
  }

  /**
   * Keeps the keys or values that a step gave for new tokens.
   *
   * @param name of the tensor they belong to, e.g. `past_k_0`
   * @param fresh `[tokens, heads × head width]`
   */
  write(name: string, place: { readonly row: number; readonly position: number }, fresh: Float32Array): void {
    const [heads, , headWidth] = this.#shape.rowDims;
    const target = this.#rows.values(name, place.row);
    for (let offset = 0; offset < fresh.length; offset += headWidth) {
      const head = (offset / headWidth) % heads;
      const position = place.position + Math.floor(offset / (heads * headWidth));
      target.set(fresh.subarray(offset, offset + headWidth), (head * this.#positions + position) * headWidth);
    }
  }

  moveRow(from: number, to: number): void {
    this.#rows.moveRow(from, to);
  }

  #layOut(positions: number): RowCache {
    const [heads, most, headWidth] = this.#shape.rowDims;
    this.#positions = Math.min(positions, most);
    return new RowCache(this.#name, { ...this.#shape, rowDims: [heads, this.#positions, headWidth] }, this.#layers);
  }
}

// From the back, so that no piece is overwritten before it has been moved.
function spread(values: Float32Array, pieces: number, pieceLength: number, distance: number): void {
  for (let piece = pieces - 1; piece > 0; piece--) {
    values.copyWithin(piece * distance, piece * pieceLength, (piece + 1) * pieceLength);
  }
}
