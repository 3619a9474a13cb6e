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

interface RecordedRow {
  readonly promptLength: number;
  /** Of the tokens that were fed after the prompt. */
  readonly weights: Float32Array[];
}

/** Keeps the cross-attention of chosen heads, token by token, for every row. */
export class AttentionRecord {
  readonly #heads: readonly AlignmentHead[];
  readonly #rows: RecordedRow[];

  constructor(heads: readonly AlignmentHead[], rows: number) {
    this.#heads = heads;
    this.#rows = Array.from({ length: rows }, () => ({ promptLength: 0, weights: [] }));
  }

  /** Names of the decoder graph's outputs that are needed. */
  get outputNames(): readonly string[] {
    return [...new Set(this.#heads.map(({ layer }) => attentionName(layer)))];
  }

  /** Forgets what a row was fed before; its prompt of so many tokens is not kept. */
  start(row: number, promptLength: number): void {
    this.#rows[row] = { promptLength, weights: [] };
  }

  /**
   * Keeps what one step gave, `[rows, heads, 1, positions]` for each layer, for the rows from `firstRow` on.
   *
   * @param positions of the tokens that were fed; a row that goes back forgets what it was fed from there on
   */
  keep(outputs: Readonly<Record<string, Tensor>>, firstRow: number, positions: readonly number[]): void {
    for (const [index, position] of positions.entries()) {
      const { promptLength, weights } = this.#rows[firstRow + index]!;
      weights.length = Math.max(0, position - promptLength);
      if (position >= promptLength) weights.push(this.#read(outputs, index));
    }
  }

  moveRow(from: number, to: number): void {
    this.#rows[to] = this.#rows[from]!;
    this.#rows[from] = { promptLength: 0, weights: [] };
  }

  of(row: number): AudioAttention {
    const { weights } = this.#rows[row]!;
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
