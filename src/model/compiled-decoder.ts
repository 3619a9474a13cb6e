import { freeNumbers } from '../free-numbers.ts';
import type { CompiledGraphs } from '../graph/compiled-cache.ts';
import { freeCopies, openSession, tensor, type InferenceSession, type Tensor } from '../graph/onnx-session.ts';
import type { WhisperConfig } from '../graph/whisper-config.ts';
import { AUDIO_POSITIONS, WINDOW_SAMPLES } from '../hyperparameters.ts';
import type { AlignmentHead } from './alignment-heads.ts';
import { AttentionRecord, type AudioAttention } from './attention-record.ts';
import { floatValues, statesAt } from './decoder-outputs.ts';
import { encoderInput } from './encoder-input.ts';
import { PositionCache } from './position-cache.ts';
import { RowCache, type CacheShape } from './row-cache.ts';
import {
  likelyLogits,
  LONG_SHORTLIST_LENGTH,
  SHORTLIST_LENGTH,
  SHORTLIST_OUTPUTS,
  shortlistLength,
  shortlistsOf,
} from './screening-outputs.ts';
import type { RowFeed, ScreenedStep, Shortlist, StepDecoder } from './step-decoder.ts';

/** How a worker's sessions are set up. */
export interface DecoderSettings {
  /** Windows decoded together. */
  readonly rows: number;
  readonly threads: number;
  readonly allowSpinning: boolean;
  /** Heads whose attention to the audio is kept; none unless given. */
  readonly alignmentHeads?: readonly AlignmentHead[];
}

/** Opens compiled graphs as a {@link StepDecoder}. */
export async function openCompiledDecoder(
  graphs: CompiledGraphs,
  config: WhisperConfig,
  settings: DecoderSettings,
): Promise<StepDecoder> {
  const { threads, allowSpinning } = settings;
  const options = { threads, allowSpinning, optimization: 'disabled' } as const;
  // Its arena grows by doubling and takes 50 MB a worker more than what the C library keeps; no slower without.
  const encoder = await openSession(graphs.encoderPath, { ...options, usesArena: false });
  const decoder = await openSession(graphs.decoderPath, options);
  // Opened when a step first needs all logits, which in plain transcription is rare.
  const openProjection = () => openSession(graphs.projectionPath, options);
  const screening = await openSession(graphs.screeningPath, options);
  return new CompiledDecoder({ encoder, decoder, screening, openProjection }, config, settings);
}

interface Sessions {
  readonly encoder: InferenceSession;
  readonly decoder: InferenceSession;
  readonly screening: InferenceSession;
  readonly openProjection: () => Promise<InferenceSession>;
}

type Outputs = Readonly<Record<string, Tensor>>;

class CompiledDecoder implements StepDecoder {
  readonly rowCapacity: number;
  readonly vocabularySize: number;
  readonly maxTokens: number;
  readonly #sessions: Sessions;
  readonly #samples = new Float32Array(WINDOW_SAMPLES);
  readonly #crossCache: RowCache;
  readonly #selfCache: PositionCache;
  readonly #outputNames: readonly string[];
  readonly #record: AttentionRecord | undefined;
  readonly attention?: (row: number) => AudioAttention;
  #latestLogits: Outputs = {};
  #latestStates: Tensor | undefined;
  #projection: InferenceSession | undefined;

  readonly screenedStep = async (firstRow: number, feeds: readonly RowFeed[]): Promise<ScreenedStep> => {
    const state = await this.#run(firstRow, feeds);
    return {
      shortlists: await this.#screen(state, SHORTLIST_LENGTH),
      longShortlists: () => this.#screen(state, LONG_SHORTLIST_LENGTH),
      logits: () => this.#project(state),
    };
  };

  constructor(sessions: Sessions, config: WhisperConfig, { rows, alignmentHeads = [] }: DecoderSettings) {
    this.#sessions = sessions;
    this.rowCapacity = rows;
    this.vocabularySize = config.vocabularySize;
    this.maxTokens = config.maxTokens;
    const heads = config.decoderHeads;
    const shape = (positions: number): CacheShape => ({
      layers: config.decoderLayers,
      rows,
      rowDims: [heads, positions, config.modelWidth / heads],
    });
    this.#crossCache = new RowCache('cross', shape(AUDIO_POSITIONS));
    this.#selfCache = new PositionCache('past', shape(config.maxTokens));
    this.#outputNames = sessions.decoder.outputNames.filter((name) => !name.startsWith('attention'));
    if (alignmentHeads.length === 0) return;
    const record = new AttentionRecord(alignmentHeads, rows);
    this.#record = record;
    this.attention = (row) => record.of(row);
  }

  async encode(row: number, samples: Float32Array): Promise<void> {
    this.#samples.set(samples);
    this.#samples.fill(0, samples.length);
    const { sampleCount, positions } = encoderInput(samples.length);
    const feeds = {
      samples: tensor('float32', this.#samples.subarray(0, sampleCount), [1, sampleCount]),
      positions: tensor('int64', positions, [AUDIO_POSITIONS]),
    };
    // The encoder writes straight into the row.
    freeCopies(await this.#sessions.encoder.run(feeds, this.#crossCache.tensors(row, 1)));
  }

  async step(firstRow: number, feeds: readonly RowFeed[]): Promise<Float32Array> {
    return this.#project(await this.#run(firstRow, feeds));
  }

  async promptLogits(tokenIndexes: readonly number[]): Promise<Float32Array> {
    const state = statesAt(this.#latestStates, tokenIndexes);
    const length = shortlistLength(SHORTLIST_LENGTH, this.vocabularySize);
    return likelyLogits(await this.#sessions.screening.run({ state, length }), this.vocabularySize);
  }

  /** Gives the state after each row's last token. */
  async #run(firstRow: number, feeds: readonly RowFeed[]): Promise<Tensor> {
    const rows = feeds.length;
    // Rows before the first are in use as well; with none of them, the first prompt of a new set may need less room.
    const positions = Math.max(...feeds.map(({ tokens, position }) => position + tokens.length));
    this.#selfCache.reserve(isNewSet(firstRow, feeds) ? 0 : firstRow + rows, positions);
    const caches = { ...this.#crossCache.tensors(firstRow, rows), ...this.#selfCache.tensors(firstRow, rows) };
    // A prompt tells nothing about the times of what follows; beside rows that go on, one of a single token may be fed again.
    const recorded = feeds.some(({ position }) => position > 0) ? (this.#record?.outputNames ?? []) : [];
    const names = [...this.#outputNames, ...recorded];
    const outputs = await this.#sessions.decoder.run({ ...tokenTensors(feeds), ...caches }, names);
    this.#keep(outputs, firstRow, feeds);
    this.#keepAttention(outputs, firstRow, feeds);
    this.#latestStates = outputs['states'];
    return statesAt(
      this.#latestStates,
      feeds.map(({ tokens }) => tokens.length - 1),
    );
  }

  async #screen(state: Tensor, wanted: number): Promise<Shortlist[]> {
    const length = shortlistLength(wanted, this.vocabularySize);
    const outputs = await this.#sessions.screening.run({ state, length }, SHORTLIST_OUTPUTS);
    return shortlistsOf(outputs, state.dims[0]!);
  }

  async #project(state: Tensor): Promise<Float32Array> {
    this.#projection ??= await this.#sessions.openProjection();
    freeCopies(this.#latestLogits);
    this.#latestLogits = await this.#projection.run({ state }, ['logits']);
    return floatValues(this.#latestLogits['logits']);
  }

  moveRow(from: number, to: number): void {
    this.#crossCache.moveRow(from, to);
    this.#selfCache.moveRow(from, to);
    this.#record?.moveRow(from, to);
  }

  #keepAttention(outputs: Outputs, firstRow: number, feeds: readonly RowFeed[]): void {
    const record = this.#record;
    if (!record) return;
    for (const [index, { tokens, position }] of feeds.entries()) {
      if (position === 0) record.start(firstRow + index, tokens.length);
    }
    const attention = Object.fromEntries(Object.entries(outputs).filter(([name]) => name.startsWith('attention')));
    if (Object.keys(attention).length === 0) return;
    record.keep(
      attention,
      firstRow,
      feeds.map(({ position }) => position),
    );
    freeCopies(attention);
  }

  // `fresh_k_0` holds what belongs to `past_k_0`: `[rows, tokens, width]`.
  #keep(outputs: Outputs, firstRow: number, feeds: readonly RowFeed[]): void {
    for (const [name, value] of Object.entries(outputs)) {
      if (!name.startsWith('fresh')) continue;
      const values = floatValues(value);
      const rowLength = values.length / feeds.length;
      for (const [index, { position }] of feeds.entries()) {
        const place = { row: firstRow + index, position };
        const row = values.subarray(index * rowLength, (index + 1) * rowLength);
        this.#selfCache.write(name.replace('fresh', 'past'), place, row);
      }
      freeNumbers(values);
    }
  }

  async release(): Promise<void> {
    await this.#sessions.encoder.release();
    await this.#sessions.decoder.release();
    await this.#sessions.screening.release();
    await this.#projection?.release();
  }
}

function isNewSet(firstRow: number, feeds: readonly RowFeed[]): boolean {
  return firstRow === 0 && feeds.every(({ position }) => position === 0);
}

function tokenTensors(feeds: readonly RowFeed[]) {
  const tokensPerRow = feeds[0]?.tokens.length ?? 0;
  const dims = [feeds.length, tokensPerRow];
  const lengths = feeds.map(({ tokens, position }) => position + tokens.length);
  const positions = feeds.flatMap(({ tokens, position }) => tokens.map((_, index) => BigInt(position + index)));
  const ids = feeds.flatMap(({ tokens }) => tokens.map(BigInt));
  return {
    input_ids: tensor('int64', BigInt64Array.from(ids), dims),
    position_ids: tensor('int64', BigInt64Array.from(positions), dims),
    // GroupQueryAttention counts a row's keys from its last position: length − 1.
    seqlens_k: tensor(
      'int32',
      Int32Array.from(lengths, (length) => length - 1),
      [feeds.length],
    ),
    total_len: tensor('int32', Int32Array.of(Math.max(...lengths)), []),
  };
}
