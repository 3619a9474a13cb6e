import { tensor, type Tensor } from '../graph/onnx-session.ts';
import type { CacheOwner } from '../graph/optimum-layout.ts';
import type { WhisperConfig } from '../graph/whisper-config.ts';
import { WINDOW_SAMPLES } from '../hyperparameters.ts';
import type { DecoderSettings } from './compiled-decoder.ts';
import type { ModelFolder } from './model-folder.ts';
import { allCacheNames, OPTIONAL_INPUTS, openOptimumSessions, type OptimumSessions } from './optimum-sessions.ts';
import type { RowFeed, StepDecoder } from './step-decoder.ts';

/**
 * Opens an Optimum export as a {@link StepDecoder}.
 *
 * Rows run one after the other: their pasts differ in length, and these graphs have no way to say so.
 *
 * @throws WhisperBatchError `MODEL_DAMAGED`, `MODEL_UNSUPPORTED`
 */
export async function openOptimumDecoder(
  { path, config }: Pick<ModelFolder, 'path' | 'config'>,
  settings: DecoderSettings,
): Promise<StepDecoder> {
  return new OptimumDecoder(await openOptimumSessions(path, config, settings), config, settings.rows);
}

type TensorsByName = Readonly<Record<string, Tensor>>;

/** What is kept of one window; replaced, never changed. */
interface RowState {
  /** The encoder's, `[1, 1500, width]`: kept, so that a window can be prompted again. */
  readonly audioStates: Tensor;
  /** Keys and values of the audio, named as the decoder with past takes them; empty before the prompt. */
  readonly audioPast: TensorsByName;
  /** Keys and values of the tokens so far. */
  readonly tokenPast: TensorsByName;
  readonly tokenCount: number;
  /** After every token of the prompt, `[tokens, vocabulary]`. */
  readonly promptLogits: Float32Array;
}

class OptimumDecoder implements StepDecoder {
  readonly rowCapacity: number;
  readonly vocabularySize: number;
  readonly maxTokens: number;
  readonly #sessions: OptimumSessions;
  readonly #promptOutputs: readonly string[];
  readonly #stepOutputs: readonly string[];
  readonly #optionalInputs: readonly string[];
  readonly #samples = new Float32Array(WINDOW_SAMPLES);
  readonly #logits: Float32Array;
  readonly #rows: RowState[] = [];
  #firstRow = 0;

  constructor(sessions: OptimumSessions, config: WhisperConfig, rows: number) {
    this.#sessions = sessions;
    this.rowCapacity = rows;
    this.vocabularySize = config.vocabularySize;
    this.maxTokens = config.maxTokens;
    this.#stepOutputs = ['logits', ...allCacheNames('present', 'decoder', config)];
    this.#promptOutputs = [...this.#stepOutputs, ...allCacheNames('present', 'encoder', config)];
    this.#optionalInputs = OPTIONAL_INPUTS.filter((name) => sessions.decoderWithPast.inputNames.includes(name));
    this.#logits = new Float32Array(rows * config.vocabularySize);
  }

  async encode(row: number, samples: Float32Array): Promise<void> {
    this.#samples.set(samples);
    this.#samples.fill(0, samples.length);
    const features = await this.#sessions.logMel.run({
      samples: tensor('float32', this.#samples, [1, WINDOW_SAMPLES]),
    });
    const encoded = await this.#sessions.encoder.run(features);
    this.#rows[row] = { audioStates: encoded['last_hidden_state']!, ...UNPROMPTED };
  }

  async step(firstRow: number, feeds: readonly RowFeed[]): Promise<Float32Array> {
    this.#firstRow = firstRow;
    for (const [index, feed] of feeds.entries()) {
      const logits = await this.#feed(firstRow + index, feed);
      // The last token's only.
      this.#logits.set(logits.subarray(-this.vocabularySize), index * this.vocabularySize);
    }
    return this.#logits.subarray(0, feeds.length * this.vocabularySize);
  }

  promptLogits(tokenIndexes: readonly number[]): Promise<Float32Array> {
    const logits = new Float32Array(tokenIndexes.length * this.vocabularySize);
    for (const [row, index] of tokenIndexes.entries()) {
      const begin = index * this.vocabularySize;
      const { promptLogits } = this.#rows[this.#firstRow + row]!;
      logits.set(promptLogits.subarray(begin, begin + this.vocabularySize), row * this.vocabularySize);
    }
    return Promise.resolve(logits);
  }

  moveRow(from: number, to: number): void {
    this.#rows[to] = this.#rows[from]!;
  }

  async release(): Promise<void> {
    const { logMel, encoder, decoder, decoderWithPast } = this.#sessions;
    for (const session of [logMel, encoder, decoder, decoderWithPast]) await session.release();
  }

  async #feed(row: number, { tokens, position }: RowFeed): Promise<Float32Array> {
    if (position === 0) return this.#prompt(row, tokens);
    let logits = new Float32Array();
    // One by one: exports were traced with a single token, and not all of them mask several correctly.
    for (const [index, token] of tokens.entries()) logits = await this.#append(row, token, position + index);
    return logits;
  }

  async #prompt(row: number, tokens: readonly number[]): Promise<Float32Array<ArrayBuffer>> {
    const { audioStates } = this.#rows[row]!;
    const feeds = { input_ids: int64(tokens, [1, tokens.length]), encoder_hidden_states: audioStates };
    const outputs = await this.#sessions.decoder.run(feeds, this.#promptOutputs);
    this.#rows[row] = {
      audioStates,
      audioPast: takePast(outputs, 'encoder'),
      tokenPast: takePast(outputs, 'decoder'),
      tokenCount: tokens.length,
      promptLogits: logitsOf(outputs),
    };
    return logitsOf(outputs);
  }

  async #append(row: number, token: number, position: number): Promise<Float32Array<ArrayBuffer>> {
    const state = goBack(this.#rows[row]!, position);
    const { audioStates, audioPast, tokenPast, tokenCount } = state;
    // These graphs take the position from the length of the past.
    if (tokenCount !== position) throw new RangeError(`Row ${row} holds ${tokenCount} tokens, not ${position}.`);
    const optional: TensorsByName = {
      cache_position: int64([position], [1]),
      encoder_hidden_states: audioStates,
    };
    const added = Object.fromEntries(this.#optionalInputs.map((name) => [name, optional[name]!]));
    const feeds = { input_ids: int64([token], [1, 1]), ...tokenPast, ...audioPast, ...added };
    const outputs = await this.#sessions.decoderWithPast.run(feeds, this.#stepOutputs);
    this.#rows[row] = { ...state, tokenPast: takePast(outputs, 'decoder'), tokenCount: tokenCount + 1 };
    return logitsOf(outputs);
  }
}

const UNPROMPTED = { audioPast: {}, tokenPast: {}, tokenCount: 0, promptLogits: new Float32Array() };

// A row that is fed at an earlier position again: its past is cut there.
function goBack(state: RowState, position: number): RowState {
  if (state.tokenCount <= position) return state;
  const entries = Object.entries(state.tokenPast).map(([name, past]) => [name, keepPositions(past, position)] as const);
  return { ...state, tokenPast: Object.fromEntries(entries), tokenCount: position };
}

// [1, heads, positions, head width]
function keepPositions(past: Tensor, kept: number): Tensor {
  const [, heads, positions, headWidth] = past.dims as [number, number, number, number];
  const values = past.data as Float32Array;
  const left = new Float32Array(heads * kept * headWidth);
  for (let head = 0; head < heads; head++) {
    const begin = head * positions * headWidth;
    left.set(values.subarray(begin, begin + kept * headWidth), head * kept * headWidth);
  }
  return tensor('float32', left, [1, heads, kept, headWidth]);
}

// present.0.decoder.key → past_key_values.0.decoder.key
function takePast(outputs: TensorsByName, owner: CacheOwner): TensorsByName {
  const entries = Object.entries(outputs).filter(([name]) => name.includes(`.${owner}.`));
  return Object.fromEntries(entries.map(([name, value]) => [name.replace('present', 'past_key_values'), value]));
}

function logitsOf(outputs: TensorsByName): Float32Array<ArrayBuffer> {
  return outputs['logits']!.data as Float32Array<ArrayBuffer>;
}

function int64(values: readonly number[], dims: readonly number[]): Tensor {
  return tensor('int64', BigInt64Array.from(values, BigInt), dims);
}
