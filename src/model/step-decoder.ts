/**
 * What decoding needs of a network: rows that each hold one encoded window, and the next token's logits for them.
 *
 * Rows in use lie next to each other from row 0, so that one run serves them all.
 */
export interface StepDecoder {
  /** Windows that can be held at once. */
  readonly rowCapacity: number;
  readonly vocabularySize: number;
  /** Tokens a row has room for, prompt included. */
  readonly maxTokens: number;
  /** Encodes a window (16 kHz, at most 480 000 samples, padded with silence) into a row. */
  encode(row: number, samples: Float32Array): Promise<void>;
  /**
   * Feeds the rows from `firstRow` on, each at its own position, with equally many tokens, and gives the logits
   * after the last of them, row-major `[rows, vocabulary]`; they are overwritten by the next step.
   */
  step(firstRow: number, feeds: readonly RowFeed[]): Promise<Float32Array>;
  /** Copies a row over another, so that rows in use stay together when one ends. */
  moveRow(from: number, to: number): void;
  /** Frees the sessions; nothing may be called afterwards. */
  release(): Promise<void>;
}

/** The tokens one row is fed, and the position of the first of them. */
export interface RowFeed {
  readonly tokens: readonly number[];
  readonly position: number;
}
