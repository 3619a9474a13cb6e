import { setImmediate } from 'node:timers/promises';
import type { AudioSource } from '../audio/audio-source.ts';
import { monotonicClock } from '../clock.ts';
import { mayTryAgain } from '../decode/quality-checks.ts';
import { openTokenizer } from '../decode/tokenizer.ts';
import { WhisperBatchError } from '../errors.ts';
import type { FileOutcome } from '../metrics/outcome.ts';
import type { SpeechThread } from '../pool/speech-thread.ts';
import type { WorkerPool } from '../pool/worker-pool.ts';
import { createTranscriptReader, type TranscriptReader } from './read-transcript.ts';
import type { ResolvedSettings } from './transcriber-settings.ts';
import type { FileContext } from './transcribe-file.ts';
import { transcribeBatch, type BatchListener } from './transcribe-batch.ts';
import { createWindowQueue } from './window-queue.ts';

/** Runs batches of files; audio is read already while the model is being opened. */
export interface BatchRunner {
  /** Seconds the slowest worker needed to open the model; rejects when it cannot be opened. */
  readonly ready: Promise<number>;
  /** Reads the tokenizer, which otherwise happens once windows are under way; throws when it is damaged. */
  readonly openTokenizer: () => void;
  /**
   * Transcribes files and gives their outcomes in input order; a bad file is a failed outcome, never a throw.
   *
   * @param openMemory gives what is known of a file's windows from one run to the next
   */
  transcribe(
    sources: readonly AudioSource[],
    listener?: BatchListener,
    openMemory?: FileContext['openMemory'],
  ): Promise<FileOutcome[]>;
}

/** What a runner works with. */
export interface RunnerParts {
  readonly settings: ResolvedSettings;
  readonly pool: WorkerPool;
  readonly speech: SpeechThread | undefined;
  /** Seconds the slowest worker needed, once all have opened the model. */
  readonly opened: Promise<number>;
  readonly signal: AbortSignal;
}

/** A runner for a model that is being opened. */
export function createBatchRunner(parts: RunnerParts): BatchRunner {
  const { settings, pool, speech, opened, signal } = parts;
  let openedAt = 0;
  let readTranscript: TranscriptReader | undefined;
  const openReader = (): TranscriptReader => (readTranscript ??= openTranscriptReader(settings));
  let awaitedWindows = settings.configuration.workers;
  let tellBusy: () => void;
  const workersAreBusy = new Promise<void>((resolve) => (tellBusy = resolve));
  const onWindow = () => {
    if (--awaitedWindows === 0) tellBusy();
  };
  const ready = opened.then((loadSeconds) => {
    openedAt = monotonicClock();
    return loadSeconds;
  });
  // Looked at by whoever awaits it; until then a failure is not an unhandled rejection.
  ready.catch(() => undefined);
  const context: Omit<FileContext, 'signal' | 'onRead' | 'onWindow'> = {
    plan: settings.plan,
    maxDurationSeconds: settings.maxDurationSeconds,
    language: settings.language,
    queue: createWindowQueue(afterOpening(pool, opened, onWindow), settings.request, monotonicClock),
    hearsAgain: mayTryAgain(settings.request.checks),
    readTranscript: (place, decoded) => openReader()(place, decoded),
    clock: monotonicClock,
    modelReadyAt: () => openedAt,
    ...(speech ? { createDetector: () => speech.createDetector() } : {}),
  };
  const transcribe: BatchRunner['transcribe'] = async (sources, listener = {}, openMemory) => {
    const stop = new AbortController();
    const remembering = openMemory ? { ...context, openMemory } : context;
    const batch = transcribeBatch(
      sources,
      { ...remembering, signal: AbortSignal.any([signal, stop.signal]) },
      listener,
    );
    // A listener may throw before the model is open; that is looked at below.
    const settled = batch.catch(() => undefined);
    try {
      await ready;
      // The tokenizer is read when workers have windows: before, it would take cores from them or keep them waiting.
      await Promise.race([workersAreBusy, settled]);
      await setImmediate();
      openReader();
    } catch (error) {
      stop.abort();
      await settled;
      throw error;
    }
    return batch;
  };
  return { ready, transcribe, openTokenizer: openReader };
}

function openTranscriptReader({ model, configuration }: ResolvedSettings): TranscriptReader {
  return createTranscriptReader({
    decodeText: openTokenizer(model.tokenizerPath),
    firstTimestampToken: model.generation.firstTimestampToken,
    hasTimestamps: configuration.timestamps,
  });
}

// A model that cannot be opened fails the whole run and is no failure of the files that waited for it.
function afterOpening(
  pool: WorkerPool,
  ready: Promise<unknown>,
  onWindow: () => void,
): Pick<WorkerPool, 'capacity' | 'transcribe'> {
  return {
    capacity: pool.capacity,
    transcribe: async (task) => {
      await ready.catch(() => {
        throw new WhisperBatchError('CANCELLED', 'The model could not be opened.', '');
      });
      const window = pool.transcribe(task);
      onWindow();
      return window;
    },
  };
}
