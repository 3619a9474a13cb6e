import type { Tensor } from '../graph/onnx-session.ts';
import type { AlignmentHead } from './alignment-heads.ts';

/** Where in the audio the network looked while it was fed tokens. */
export interface AudioAttention {
  readonly heads: number;
  /** Positions in the audio, 0.02 s each. */
  readonly positions: number;
  /** For each token that was fed after the prompt, row-major `[heads, positions]`. */
  readonly weights: readonly Float32Array[];
}

/** Keeps the cross-attention of chosen heads, token by token, for every row. */
export class AttentionRecord {
  readonly #heads: readonly AlignmentHead[];
  readonly #rows: Float32Array[][];

  constructor(heads: readonly AlignmentHead[], rows: number) {
    this.#heads = heads;
    this.#rows = Array.from({ length: rows }, () => []);
  }

  /** Names of the decoder graph's outputs that are needed. */
  get outputNames(): readonly string[] {
    return [...new Set(this.#heads.map(({ layer }) => attentionName(layer)))];
  }

  /** Forgets what a row was fed before; its prompt is not kept. */
  start(row: number): void {
    this.#rows[row] = [];
  }

  /** Keeps what one step gave, `[rows, heads, 1, positions]` for each layer, for the rows from `firstRow` on. */
  keep(outputs: Readonly<Record<string, Tensor>>, firstRow: number, rowCount: number): void {
    for (let index = 0; index < rowCount; index++) this.#rows[firstRow + index]!.push(this.#read(outputs, index));
  }

  moveRow(from: number, to: number): void {
    this.#rows[to] = this.#rows[from]!;
    this.#rows[from] = [];
  }

  of(row: number): AudioAttention {
    const weights = this.#rows[row]!;
    const heads = this.#heads.length;
    return { heads, positions: (weights[0]?.length ?? 0) / heads, weights };
  }

  #read(outputs: Readonly<Record<string, Tensor>>, index: number): Float32Array {
    const layers = this.#heads.map(({ layer }) => outputs[attentionName(layer)]!);
    const [, headCount = 0, , positions = 0] = layers[0]!.dims;
    const weights = new Float32Array(this.#heads.length * positions);
    for (const [place, { head }] of this.#heads.entries()) {
      const begin = (index * headCount + head) * positions;
      weights.set((layers[place]!.data as Float32Array).subarray(begin, begin + positions), place * positions);
    }
    return weights;
  }
}

function attentionName(layer: number): string {
  return `attention_${String(layer)}`;
}
