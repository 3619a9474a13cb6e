import type { AudioSource } from '../audio/audio-source.ts';
import { monotonicClock } from '../clock.ts';
import { WhisperBatchError } from '../errors.ts';
import { compiledGraphs } from '../graph/compiled-cache.ts';
import { HOP_LENGTH_SAMPLES, WINDOW_FRAMES } from '../hyperparameters.ts';
import type { FileOutcome } from '../metrics/outcome.ts';
import { startSpeechThread } from '../pool/speech-thread.ts';
import { startWorkerPool, type WorkerPool } from '../pool/worker-pool.ts';
import { createBatchRunner, type BatchRunner } from './batch-runner.ts';
import { ensureCompiled } from './ensure-compiled.ts';
import {
  resolveSettings,
  type ResolvedSettings,
  type TranscriberConfiguration,
  type TranscriberSettings,
} from './transcriber-settings.ts';
import type { BatchListener } from './transcribe-batch.ts';

/** Settings of a transcriber; all have defaults. */
export interface TranscriberOptions extends TranscriberSettings {
  /** Once aborted, workers stop before their next network run and unfinished files get no outcome. */
  readonly signal?: AbortSignal;
  /** Told what happens before the first file: compiling, loading. */
  readonly onPhase?: (phase: string) => void;
  /** Told what had to be chosen other than asked for, and which paths hold nothing, in one sentence each. */
  readonly onNotice?: (notice: string) => void;
}

/** A loaded model in worker threads, ready for files. */
export interface Transcriber {
  readonly configuration: TranscriberConfiguration;
  /** Seconds the slowest worker needed to open the model. */
  readonly loadSeconds: number;
  /**
   * Runs every worker on synthetic audio, `rounds` times, and gives the seconds that took.
   *
   * @throws WhisperBatchError `USAGE` once it was closed
   */
  warmUp(rounds: number): Promise<number>;
  /**
   * Transcribes files and gives their outcomes in input order; a bad file is a failed outcome, never a throw.
   *
   * @throws WhisperBatchError `USAGE` once it was closed
   */
  transcribe(sources: readonly AudioSource[], listener?: BatchListener): Promise<FileOutcome[]>;
  /** Frees the models and ends the threads; a second time nothing is left to do. */
  close(): Promise<void>;
}

/** A transcriber that reads audio already while its model is being opened. */
export interface OpeningTranscriber extends Omit<Transcriber, 'loadSeconds' | 'transcribe'>, BatchRunner {}

/**
 * Opens a model in worker threads, compiling it for this machine first where that is still to do.
 *
 * @throws RangeError for a number that makes no sense, such as 0 workers
 * @throws WhisperBatchError `USAGE`, `MODEL_…`, `COMPILE_FAILED`, `WORKER_FAILED`
 */
export async function createTranscriber(options: TranscriberOptions = {}): Promise<Transcriber> {
  const { ready, openTokenizer: openTokenizerNow, ...transcriber } = await openTranscriber(options);
  try {
    const loadSeconds = await ready;
    openTokenizerNow();
    return { ...transcriber, loadSeconds };
  } catch (error) {
    await transcriber.close();
    throw error;
  }
}

/**
 * Begins to open a model; what is handed over meanwhile waits for it.
 *
 * @throws WhisperBatchError `USAGE`, `MODEL_…`, `COMPILE_FAILED`, `CANCELLED`
 */
export async function openTranscriber(options: TranscriberOptions): Promise<OpeningTranscriber> {
  const { onPhase = () => undefined, signal = new AbortController().signal } = options;
  const settings = resolveSettings(options);
  const notices = [settings.configuration.memory?.note ?? [], settings.notices].flat();
  for (const notice of notices) options.onNotice?.(notice);
  const compiledFolder = await ensureCompiled(settings.model, onPhase, signal);
  if (signal.aborted) throw cancelled();
  onPhase('loading the model');
  const { workers, threads, batchSize, allowSpinning, wordTimestamps } = settings.configuration;
  const pool = startWorkerPool({
    modelFolder: settings.model.path,
    tokenizerPath: settings.model.tokenizerPath,
    workers,
    threads,
    batchSize,
    allowSpinning,
    wordTimestamps,
  });
  signal.addEventListener('abort', () => pool.cancel(), { once: true });
  const opened = pool.load();
  const speech = settings.configuration.vad
    ? startSpeechThread({ graphPath: speechGraph(compiledFolder), signal })
    : undefined;
  const runner = createBatchRunner({ settings, pool, speech, opened, signal });
  let closing: Promise<unknown> | undefined;
  return {
    configuration: settings.configuration,
    ...runner,
    transcribe: async (...batch) => {
      if (closing) throw closed();
      return runner.transcribe(...batch);
    },
    warmUp: async (rounds) => {
      if (closing) throw closed();
      return warmUpWorkers(pool, settings, rounds);
    },
    close: async () => {
      await (closing ??= Promise.all([pool.close(), speech?.close()]));
    },
  };
}

// A worker that is gone would be started again, with a model that nobody closes.
function closed(): WhisperBatchError {
  const message = 'Expected an open transcriber, found one that was closed.';
  return new WhisperBatchError('USAGE', message, 'Create another one with createTranscriber, or close it later.');
}

function cancelled(): WhisperBatchError {
  return new WhisperBatchError('CANCELLED', 'The run was cancelled before the model was opened.', '');
}

function speechGraph(compiledFolder: string | undefined): string | undefined {
  return compiledFolder === undefined ? undefined : compiledGraphs(compiledFolder).speechPath;
}

const WARM_UP_TOKENS = 16;

// A quiet hum of full length; idle workers each take one of several windows that are handed over at once.
async function warmUpWorkers(
  pool: WorkerPool,
  { request, configuration }: ResolvedSettings,
  rounds: number,
): Promise<number> {
  const startedAt = monotonicClock();
  const length = WINDOW_FRAMES * HOP_LENGTH_SAMPLES;
  for (let round = 0; round < rounds; round++) {
    const windows = Array.from({ length: configuration.workers }, () =>
      pool.transcribe({
        ...request,
        ...(request.checks ? { checks: { ...request.checks, temperatures: [] } } : {}),
        samples: Float32Array.from({ length }, (_, index) => 0.01 * Math.sin(index / 20)),
        maxNewTokens: Math.min(WARM_UP_TOKENS, request.maxNewTokens),
      }),
    );
    await Promise.all(windows);
  }
  return monotonicClock() - startedAt;
}
