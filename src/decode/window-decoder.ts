import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { WhisperBatchError } from '../errors.ts';
import type { RowFeed, StepDecoder } from '../model/step-decoder.ts';
import { advanceRows, hearAlone } from './advance-rows.ts';
import { Attempts } from './attempts.ts';
import type { Attempt } from './quality-checks.ts';
import { Row } from './row.ts';
import type { TokenReader } from './token-texts.ts';
import { findTokenTimes, type TokenTimes } from './token-times.ts';
import type { DecodedWindow, RunningJob, WaitingJob, WindowRequest } from './window-job.ts';
import { WindowLanguage } from './window-language.ts';

/** How often a worker looks whether another has found the language its windows wait for. */
const POLL_MS = 5;

export interface WindowDecoderOptions {
  readonly clock: Clock;
  /** Asked between network runs; once true, everything under way is rejected as cancelled. */
  readonly isCancelled: () => boolean;
  /** For windows that seem to repeat themselves. */
  readonly readText: TokenReader;
}

/**
 * Decodes windows, as many together as the network has rows: greedily, and again where a window's checks ask for it.
 *
 * Windows may be handed over at any time: they join the others as soon as a row is free, and leave when they end, so
 * that a step always serves all windows there are. Reading the weights costs the same for one window as for eight.
 */
export class WindowDecoder {
  readonly #decoder: StepDecoder;
  readonly #options: WindowDecoderOptions;
  readonly #waiting: WaitingJob[] = [];
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
      const language = new WindowLanguage(request.question);
      this.#waiting.push({ request, language, resolve, reject, arrivedAt: this.#options.clock() });
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
    const due = this.#rows.findIndex(({ language }, index) => index >= this.#promptedCount && language.isDue);
    const next = due === -1 ? this.#takeWaiting() : undefined;
    if (due !== -1) await this.#detectLanguage(due);
    else if (next) await this.#encode(next);
    else if (this.#canPrompt()) await this.#prompt();
    else if (this.#promptedCount > 0) await this.#step();
    else await setTimeout(POLL_MS);
  }

  // A window whose language is still to be found by another worker is encoded only where there is nothing else to do:
  // the rows behind it are prompted no earlier. The other worker began before, so that this is not for long.
  #takeWaiting(): WaitingJob | undefined {
    if (this.#rows.length >= this.#decoder.rowCapacity) return undefined;
    const ready = this.#waiting.findIndex(({ language }) => language.isKnown || language.isDue);
    if (ready === -1 && this.#rows.some(({ language }) => language.isKnown)) return undefined;
    return this.#waiting.splice(Math.max(ready, 0), 1)[0];
  }

  #canPrompt(): boolean {
    const next = this.#rows.slice(this.#promptedCount);
    return next.length > 0 && next.every(({ language }) => language.isKnown);
  }

  async #encode(job: WaitingJob): Promise<void> {
    const { clock } = this.#options;
    const startedAt = clock();
    const row = new Row(job.request, this.#decoder.maxTokens);
    const running = {
      ...job,
      row,
      attempts: new Attempts(job.request, job.request.samples, this.#options.readText),
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

  async #detectLanguage(index: number): Promise<void> {
    const { row, language } = this.#rows[index]!;
    language.detect(await hearAlone(this.#decoder, index, [row]), row.isSilent);
  }

  // One run takes prompts of one length; windows of one run all have the same, so this is one run nearly always.
  async #prompt(): Promise<void> {
    const first = this.#promptedCount;
    const { length } = this.#rows[first]!.row.prompt;
    const next = this.#rows.findIndex(({ row }, index) => index > first && row.prompt.length !== length);
    const end = next === -1 ? this.#rows.length : next;
    this.#promptedCount = end;
    for (const { row, language } of this.#rows.slice(first, end)) {
      if (language.token !== undefined) row.speak(language.token);
    }
    await this.#hearBehindText(first, end);
    await this.#runDecoder(first, end, ({ row }) => ({ tokens: row.prompt, position: 0 }));
  }

  async #hearBehindText(first: number, end: number): Promise<void> {
    const rows = this.#rows.slice(first, end).map(({ row }) => row);
    if (rows.some((row) => row.hasChecks && row.startIndex > 0)) await hearAlone(this.#decoder, first, rows);
  }

  async #step(): Promise<void> {
    const feed = ({ row }: RunningJob) => ({ tokens: [row.latestToken], position: row.position });
    await this.#runDecoder(0, this.#rows.length, feed);
  }

  async #runDecoder(first: number, end: number, feed: (job: RunningJob) => RowFeed): Promise<void> {
    const { clock } = this.#options;
    const jobs = this.#rows.slice(first, end);
    const startedAt = clock();
    const rows = jobs.map(({ row }) => row);
    await advanceRows(this.#decoder, first, rows, jobs.map(feed));
    const share = (clock() - startedAt) / jobs.length;
    for (const job of jobs) {
      job.decoderSeconds += share;
      job.decoderSteps += 1 / jobs.length;
    }
    // A row that still waits for its prompt must not be moved among those that are decoded.
    if (this.#promptedCount === this.#rows.length) this.#releaseFinished();
  }

  // From the back, so that a row that is moved into a gap has been looked at already.
  #releaseFinished(): void {
    for (let index = this.#rows.length - 1; index >= 0; index--) {
      const { row, attempts } = this.#rows[index]!;
      if (row.isFinished && attempts.settle(row, (attempt) => this.#timeTokens(index, attempt))) this.#release(index);
    }
  }

  #timeTokens(index: number, { tokenProbabilities }: Attempt): TokenTimes | undefined {
    const { clock } = this.#options;
    const startedAt = clock();
    const attention = this.#decoder.attention?.(index);
    if (!attention) return undefined;
    const job = this.#rows[index]!;
    const tokenTimes = findTokenTimes(attention, tokenProbabilities, job.request.samples.length);
    job.decoderSeconds += clock() - startedAt;
    return tokenTimes;
  }

  #release(index: number): void {
    const { row, attempts, language, resolve, ...times } = this.#rows[index]!;
    const { queueSeconds, encodeSeconds, decoderSeconds, decoderSteps } = times;
    const last = this.#rows.pop()!;
    this.#promptedCount--;
    if (index < this.#rows.length) {
      this.#decoder.moveRow(this.#rows.length, index);
      this.#rows[index] = last;
    }
    resolve({
      ...attempts.result(row.noSpeechProbability),
      ...(language.detected ? { language: language.detected } : {}),
      timings: { queueSeconds, encodeSeconds, decoderSeconds, decoderSteps },
    });
  }

  #rejectAll(error: unknown): void {
    for (const job of [...this.#rows, ...this.#waiting]) job.reject(error);
    this.#rows.length = 0;
    this.#waiting.length = 0;
    this.#promptedCount = 0;
  }
}

function cancelled(): WhisperBatchError {
  return new WhisperBatchError('CANCELLED', 'Transcription was cancelled before this window was finished.', '');
}
