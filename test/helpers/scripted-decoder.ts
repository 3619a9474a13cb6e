import type { AudioAttention } from '../../src/model/attention-record.ts';
import type { RowFeed, ScreenedStep, Shortlist, StepDecoder } from '../../src/model/step-decoder.ts';

/** End of text in the scripted vocabulary: tokens 0–9, then the end. */
export const END_TOKEN = 10;

/** What a scripted network was asked, in order. */
export type ScriptedCall =
  | { readonly kind: 'encode'; readonly row: number; readonly window: number }
  | { readonly kind: 'step'; readonly firstRow: number; readonly feeds: readonly RowFeed[] }
  | { readonly kind: 'move'; readonly from: number; readonly to: number };

export interface ScriptedOptions {
  readonly rowCapacity?: number;
  readonly maxTokens?: number;
  /** Called before every run; may throw, or turn a clock. */
  readonly onRun?: (call: ScriptedCall) => void;
  /** Logits in place of the pseudo-random ones: of a window, after the tokens its row was fed. */
  readonly logitsOf?: (window: number, fed: readonly number[]) => readonly number[];
}

/**
 * A network of which each row's logits follow from the row's content alone: the window's first sample and every token it
 * was fed at every position, as in a real cache. It checks how it is used as a real one could not.
 */
export class ScriptedDecoder implements StepDecoder {
  readonly rowCapacity: number;
  readonly vocabularySize = END_TOKEN + 1;
  readonly maxTokens: number;
  readonly calls: ScriptedCall[] = [];
  readonly #rows: Row[] = [];
  readonly #onRun: (call: ScriptedCall) => void;
  readonly #logitsOf: NonNullable<ScriptedOptions['logitsOf']>;
  #firstRow = 0;

  constructor(options: ScriptedOptions = {}) {
    const { rowCapacity = 4, maxTokens = 60, onRun = () => undefined, logitsOf = scriptedLogits } = options;
    this.rowCapacity = rowCapacity;
    this.maxTokens = maxTokens;
    this.#onRun = onRun;
    this.#logitsOf = logitsOf;
  }

  async encode(row: number, samples: Float32Array): Promise<void> {
    if (row < 0 || row >= this.rowCapacity) throw new RangeError(`row ${String(row)} does not exist`);
    await this.#run({ kind: 'encode', row, window: samples[0] ?? 0 });
    this.#rows[row] = { window: samples[0] ?? 0, fed: [] };
  }

  async step(firstRow: number, feeds: readonly RowFeed[]): Promise<Float32Array> {
    await this.#run({ kind: 'step', firstRow, feeds });
    const tokensPerRow = feeds[0]?.tokens.length;
    this.#firstRow = firstRow;
    const logits = feeds.map(({ tokens, position }, index) => {
      const row = this.#rows[firstRow + index];
      if (!row) throw new RangeError(`row ${String(firstRow + index)} holds no window`);
      if (tokens.length !== tokensPerRow) throw new RangeError('rows of one step have different numbers of tokens');
      if (position > row.fed.length) throw new RangeError(`fed at ${position}, not ${row.fed.length}`);
      if (position + tokens.length > this.maxTokens) throw new RangeError('no position left');
      row.fed.length = position;
      row.fed.push(...tokens);
      return this.#logitsOf(row.window, row.fed);
    });
    return Float32Array.from(logits.flat());
  }

  promptLogits(tokenIndexes: readonly number[]): Promise<Float32Array> {
    const logits = tokenIndexes.map((index, row) => {
      const { window, fed } = this.#rows[this.#firstRow + row]!;
      return this.#logitsOf(window, fed.slice(0, index + 1));
    });
    return Promise.resolve(Float32Array.from(logits.flat()));
  }

  moveRow(from: number, to: number): void {
    this.calls.push({ kind: 'move', from, to });
    const { window, fed } = this.#rows[from]!;
    this.#rows[to] = { window, fed: [...fed] };
  }

  release(): Promise<void> {
    return Promise.resolve();
  }

  async #run(call: ScriptedCall): Promise<void> {
    this.calls.push(call);
    this.#onRun(call);
    await Promise.resolve();
  }
}

interface Row {
  readonly window: number;
  readonly fed: number[];
}

/** A scripted network that gives lists of its likeliest tokens, now and then with too high a ceiling. */
export class ScreenedScriptedDecoder extends ScriptedDecoder {
  /** Steps at which all logits were asked for after all. */
  fallbacks = 0;
  /** Steps at which longer lists were asked for. */
  secondLooks = 0;
  #steps = 0;

  readonly screenedStep = async (firstRow: number, feeds: readonly RowFeed[]): Promise<ScreenedStep> => {
    const all = await this.step(firstRow, feeds);
    const step = ++this.#steps;
    // Every fourth short list leaves the choice open, and every eighth a longer one as well.
    const listTokens = (length: number, isVague: boolean): Shortlist[] =>
      feeds.map((_, row) => {
        const logits = all.slice(row * this.vocabularySize, (row + 1) * this.vocabularySize);
        const order = [...logits.keys()].sort((a, b) => logits[b]! - logits[a]!);
        const tokens = order.slice(0, length);
        const listed = Float32Array.from(tokens, (token) => logits[token]!);
        const estimateLogSum = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
        const ceiling = isVague ? 99 : logits[order[length]!]!;
        return { tokens, logits: listed, estimates: listed, estimateLogSum, ceiling };
      });
    return {
      shortlists: listTokens(3, step % 4 === 0),
      longShortlists: () => {
        this.secondLooks++;
        return Promise.resolve(listTokens(4, step % 8 === 0));
      },
      logits: () => {
        this.fallbacks++;
        return Promise.resolve(all);
      },
    };
  };
}

/**
 * A scripted network that tells where it listened: window n heard each token for n positions, one token after the other.
 */
export class ListeningScriptedDecoder extends ScriptedDecoder {
  readonly #heard: { readonly window: number; readonly tokens: number }[] = [];

  readonly attention = (row: number): AudioAttention => {
    const { window, tokens } = this.#heard[row]!;
    const positions = window * tokens;
    const weights = Array.from({ length: tokens }, (_, token) =>
      Float32Array.from({ length: positions }, (_, position) => (Math.floor(position / window) === token ? 1 : 0)),
    );
    return { heads: 1, positions, weights };
  };

  override async encode(row: number, samples: Float32Array): Promise<void> {
    await super.encode(row, samples);
    this.#heard[row] = { window: samples[0]!, tokens: 0 };
  }

  override async step(firstRow: number, feeds: readonly RowFeed[]): Promise<Float32Array> {
    for (const [index, { position }] of feeds.entries()) {
      const { window, tokens } = this.#heard[firstRow + index]!;
      if (position > 0) this.#heard[firstRow + index] = { window, tokens: tokens + 1 };
    }
    return super.step(firstRow, feeds);
  }

  override moveRow(from: number, to: number): void {
    super.moveRow(from, to);
    this.#heard[to] = this.#heard[from]!;
  }
}

/** Pseudo-random from everything the row holds; the end grows likelier with every token. */
function scriptedLogits(window: number, fed: readonly number[]): number[] {
  let state = Math.imul(window + 1, 2_654_435_761);
  for (const token of fed) state = Math.imul(state ^ (token + 1), 0x01000193);
  const scores = Array.from({ length: END_TOKEN + 1 }, (_, token) => {
    const mixed = Math.imul(state ^ (token * 40_503), 0x85ebca6b);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  });
  scores[END_TOKEN]! += fed.length / 30 - 0.4;
  return scores;
}
