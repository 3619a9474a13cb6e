import type { Clock } from '../clock.ts';
import { WhisperBatchError } from '../errors.ts';
import type { RowFeed, StepDecoder } from '../model/step-decoder.ts';
import { findTokenTimes, type TokenTimes } from './token-times.ts';
import { Row, type DecodedTokens, type DecodingRequest } from './row.ts';

/** One window to be decoded. */
export interface WindowRequest extends DecodingRequest {
  /** 16 kHz mono, at most 480 000 samples. */
  readonly samples: Float32Array;
}

/** A decoded window and where its time went. */
export interface DecodedWindow extends DecodedTokens {
  /** Where the network was opened to tell when tokens are spoken. */
  readonly tokenTimes?: TokenTimes;
  readonly timings: WindowTimings;
}

export interface WindowTimings {
  /** From being handed over until a row was free and encoding began. */
  readonly queueSeconds: number;
  readonly encodeSeconds: number;
  /** This window's share of the decoder steps it took part in: a step of eight windows counts an eighth. */
  readonly decoderSeconds: number;
  /** Its share of the steps themselves, counted the same way. */
  readonly decoderSteps: number;
}

export interface WindowDecoderOptions {
  readonly clock: Clock;
  /** Asked between network runs; once true, everything under way is rejected as cancelled. */
  readonly isCancelled: () => boolean;
}

/**
 * Decodes windows greedily, as many together as the network has rows.
 *
 * Windows may be handed over at any time: they join the others as soon as a row is free, and leave when they end, so
 * that a step always serves all windows there are. Reading the weights costs the same for one window as for eight.
 */
export class WindowDecoder {
  readonly #decoder: StepDecoder;
  readonly #options: WindowDecoderOptions;
  readonly #waiting: Job[] = [];
  /** Jobs by row: first those that are being decoded, then those that are encoded but not yet prompted. */
  readonly #rows: RunningJob[] = [];
  #promptedCount = 0;
  #isRunning = false;

  constructor(decoder: StepDecoder, options: WindowDecoderOptions) {
    this.#decoder = decoder;
    this.#options = options;
  }

  /**
   * Decodes one window.
   *
   * @throws WhisperBatchError `CANCELLED` when the run was cancelled meanwhile; whatever the network throws
   */
  decode(request: WindowRequest): Promise<DecodedWindow> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, resolve, reject, arrivedAt: this.#options.clock() });
      if (!this.#isRunning) void this.#run();
    });
  }

  // Never rejects: whatever goes wrong is handed to the windows under way.
  async #run(): Promise<void> {
    this.#isRunning = true;
    try {
      while (this.#waiting.length + this.#rows.length > 0) {
        if (this.#options.isCancelled()) throw cancelled();
        await this.#advance();
      }
    } catch (error) {
      this.#rejectAll(error);
    } finally {
      this.#isRunning = false;
    }
  }

  // Filling rows comes first: a step costs nearly the same for few windows as for many.
  async #advance(): Promise<void> {
    const next = this.#rows.length < this.#decoder.rowCapacity ? this.#waiting.shift() : undefined;
    if (next) await this.#encode(next);
    else if (this.#promptedCount < this.#rows.length) await this.#prompt();
    else await this.#step();
  }

  async #encode(job: Job): Promise<void> {
    const { clock } = this.#options;
    const startedAt = clock();
    const row = new Row(job.request, this.#decoder.maxTokens);
    const running = {
      ...job,
      row,
      queueSeconds: startedAt - job.arrivedAt,
      encodeSeconds: 0,
      decoderSeconds: 0,
      decoderSteps: 0,
    };
    // Listed before it is encoded, so that a failure reaches it too.
    const index = this.#rows.push(running) - 1;
    await this.#decoder.encode(index, job.request.samples);
    running.encodeSeconds = clock() - startedAt;
  }

  // One run takes prompts of one length; windows of one run all have the same, so this is one run nearly always.
  async #prompt(): Promise<void> {
    const first = this.#promptedCount;
    const { length } = this.#rows[first]!.row.prompt;
    const next = this.#rows.findIndex(({ row }, index) => index > first && row.prompt.length !== length);
    const end = next === -1 ? this.#rows.length : next;
    this.#promptedCount = end;
    await this.#runDecoder(first, end, ({ row }) => ({ tokens: row.prompt, position: 0 }));
  }

  async #step(): Promise<void> {
    const feed = ({ row }: RunningJob) => ({ tokens: [row.latestToken], position: row.position });
    await this.#runDecoder(0, this.#rows.length, feed);
  }

  async #runDecoder(first: number, end: number, feed: (job: RunningJob) => RowFeed): Promise<void> {
    const { clock } = this.#options;
    const jobs = this.#rows.slice(first, end);
    const startedAt = clock();
    await this.#advanceRows(
      jobs.map(({ row }) => row),
      first,
      jobs.map(feed),
    );
    const share = (clock() - startedAt) / jobs.length;
    for (const job of jobs) {
      job.decoderSeconds += share;
      job.decoderSteps += 1 / jobs.length;
    }
    // A row that still waits for its prompt must not be moved among those that are decoded.
    if (this.#promptedCount === this.#rows.length) this.#releaseFinished();
  }

  async #advanceRows(rows: readonly Row[], first: number, feeds: readonly RowFeed[]): Promise<void> {
    const isScreened = rows.every(({ takesShortlists }) => takesShortlists);
    const step = isScreened ? await this.#decoder.screenedStep?.(first, feeds) : undefined;
    const undecided = [...rows.entries()].filter(
      ([index, row]) => !step || !row.advanceByShortlist(step.shortlists[index]!),
    );
    if (undecided.length === 0) return;
    const logits = await (step ? step.logits() : this.#decoder.step(first, feeds));
    const size = this.#decoder.vocabularySize;
    for (const [index, row] of undecided) row.advance(logits.subarray(index * size, (index + 1) * size));
  }

  // From the back, so that a row that is moved into a gap has been looked at already.
  #releaseFinished(): void {
    for (let index = this.#rows.length - 1; index >= 0; index--) {
      if (this.#rows[index]!.row.isFinished) this.#release(index);
    }
  }

  #release(index: number): void {
    const tokenTimes = this.#tokenTimes(index);
    const { row, resolve, queueSeconds, encodeSeconds, decoderSeconds, decoderSteps } = this.#rows[index]!;
    const last = this.#rows.pop()!;
    this.#promptedCount--;
    if (index < this.#rows.length) {
      this.#decoder.moveRow(this.#rows.length, index);
      this.#rows[index] = last;
    }
    const timings = { queueSeconds, encodeSeconds, decoderSeconds, decoderSteps };
    resolve({ ...row.result(), ...tokenTimes, timings });
  }

  #tokenTimes(index: number): Pick<DecodedWindow, 'tokenTimes'> {
    const { clock } = this.#options;
    const startedAt = clock();
    const attention = this.#decoder.attention?.(index);
    if (!attention) return {};
    const job = this.#rows[index]!;
    const tokenTimes = findTokenTimes(attention, job.row.tokenProbabilities, job.request.samples.length);
    job.decoderSeconds += clock() - startedAt;
    return { tokenTimes };
  }

  #rejectAll(error: unknown): void {
    for (const job of [...this.#rows, ...this.#waiting]) job.reject(error);
    this.#rows.length = 0;
    this.#waiting.length = 0;
    this.#promptedCount = 0;
  }
}

interface Job {
  readonly request: WindowRequest;
  readonly resolve: (window: DecodedWindow) => void;
  readonly reject: (error: unknown) => void;
  readonly arrivedAt: number;
}

interface RunningJob extends Job {
  readonly row: Row;
  readonly queueSeconds: number;
  encodeSeconds: number;
  decoderSeconds: number;
  decoderSteps: number;
}

function cancelled(): WhisperBatchError {
  return new WhisperBatchError('CANCELLED', 'Transcription was cancelled before this window was finished.', '');
}
