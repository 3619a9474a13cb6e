import type { AudioAttention } from './attention-record.ts';

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
   * after the last of them, row-major `[rows, vocabulary]`; they are overwritten by the next step. A position that was
   * fed before takes the row back to it.
   */
  step(firstRow: number, feeds: readonly RowFeed[]): Promise<Float32Array>;
  /** The same step, where the network can find the likeliest tokens without all logits. */
  readonly screenedStep?: (firstRow: number, feeds: readonly RowFeed[]) => Promise<ScreenedStep>;
  /** Where in the audio a row looked since its prompt, where the network was opened to keep that. */
  readonly attention?: (row: number) => AudioAttention;
  /**
   * Logits `[rows, vocabulary]` after an earlier token of the prompts that the latest step fed; those of tokens that are
   * far from likely may be estimates.
   *
   * @param tokenIndexes position of that token in each row's prompt
   */
  promptLogits(tokenIndexes: readonly number[]): Promise<Float32Array>;
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

/** What a step gives when not all logits are computed. */
export interface ScreenedStep {
  /** One for each row. */
  readonly shortlists: readonly Shortlist[];
  /** Longer ones, where these leave open which token is likeliest; to be asked for before the next step. */
  readonly longShortlists: () => Promise<readonly Shortlist[]>;
  /** All logits after all, as {@link StepDecoder.step} gives them; to be asked for before the next step. */
  readonly logits: () => Promise<Float32Array>;
}

/** The likeliest next tokens of one row. */
export interface Shortlist {
  readonly tokens: readonly number[];
  /** Logits of these tokens. */
  readonly logits: Float32Array;
  /** What these logits were estimated to be. */
  readonly estimates: Float32Array;
  /** No other token has a higher logit. */
  readonly ceiling: number;
  /** Logarithm of the sum of the exponentials of all tokens' estimates. */
  readonly estimateLogSum: number;
}
