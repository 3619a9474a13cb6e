import { isWordless } from '../audio/silence-skipper.ts';
import { QUIETEST_SPEECH, SPEECH_STEP_SAMPLES } from '../audio/speech-steps.ts';
import type { SpeechDetector } from '../audio/speech-detector.ts';
import { fromErrorRecord, WhisperBatchError } from '../errors.ts';
import { SAMPLE_RATE_HZ } from '../hyperparameters.ts';
import type { HeardSpeech, SpeechState } from '../model/speech-model.ts';
import type { DetectConfig, DetectReply, DetectTask } from './protocol.ts';
import type { Pace } from './watchdog.ts';
import { startWatchedThread, type ThreadModule, type WatchedThread } from './watched-thread.ts';
import { workerModule } from './worker-module.ts';

/** A thread that finds speech. */
export interface SpeechThread {
  /** A detector for one recording; several may be in use at once. */
  createDetector(): SpeechDetector;
  /** Frees the model and ends the thread, once nothing is under way. */
  close(): Promise<void>;
}

/** What a speech thread works with. */
export interface SpeechThreadOptions {
  /** The compiled graph, where there is one. */
  readonly graphPath?: string | undefined;
  /** Once it is aborted, what takes long is not waited for. */
  readonly signal?: AbortSignal;
}

/**
 * Starts the thread, which opens its model at once. A thread that dies or hangs is replaced, and what it was hearing is
 * heard once more: what the network remembers lies with the detectors.
 */
export function startSpeechThread(
  options: SpeechThreadOptions = {},
  threadModule: ThreadModule = { module: workerModule('detect') },
): SpeechThread {
  const pace: Pace = { isKnown: false, longestSeconds: 0 };
  const open = () => openThread(options, threadModule, pace);
  let thread = open();
  const ask = async (question: (thread: Thread) => Promise<DetectReply>): Promise<DetectReply> => {
    const asked = thread;
    try {
      return await question(asked);
    } catch {
      if (options.signal?.aborted === true) throw cancelled();
      // Another recording may have met it first.
      if (thread === asked) {
        thread = open();
        await asked.close({ kind: 'release' });
      }
      return await question(thread);
    }
  };
  return {
    createDetector() {
      let state: SpeechState | undefined;
      return {
        async hear(samples) {
          // Costs no message.
          if (samples.every((sample) => Math.abs(sample) < QUIETEST_SPEECH)) {
            state = undefined;
            return silent(samples);
          }
          const { probabilities, ...heard } = readHeard(await ask((asked) => hearIn(asked, samples, state)));
          pace.isKnown = true;
          // Half a minute of music makes the network hear the speech behind it up to two seconds too late.
          state = isWordless(probabilities) ? undefined : heard.state;
          return probabilities;
        },
      };
    },
    // One thread answers in order, so that the release comes last.
    close: () => thread.close({ kind: 'release' }),
  };
}

type Thread = WatchedThread<DetectTask, DetectReply>;

function openThread({ graphPath, signal }: SpeechThreadOptions, threadModule: ThreadModule, pace: Pace): Thread {
  const thread: Thread = startWatchedThread({
    ...threadModule,
    tasksPerThread: 1,
    workerData: (nativeWork) => ({ graphPath, nativeWork }) satisfies DetectConfig,
    pace,
    isCancelled: () => signal?.aborted === true,
    describeHung: hung,
    describeCancelled: cancelled,
  });
  // What goes wrong is told again to whoever asks the model first.
  thread.run({ kind: 'open' }).catch(() => undefined);
  return thread;
}

function hearIn(thread: Thread, samples: Float32Array, state: SpeechState | undefined): Promise<DetectReply> {
  const copy = samples.slice();
  const task = { kind: 'hear', samples: copy, state } as const;
  return thread.run(task, [copy.buffer], samples.length / SAMPLE_RATE_HZ);
}

function readHeard(reply: DetectReply): HeardSpeech {
  if (reply.kind === 'failed') throw fromErrorRecord(reply.error);
  if (reply.kind !== 'heard') throw new TypeError(`Expected to hear of speech, found ${reply.kind}.`);
  return reply.heard;
}

function silent({ length }: Float32Array): Float32Array {
  return new Float32Array(length / SPEECH_STEP_SAMPLES);
}

function hung(silentSeconds: number, audioSeconds: number): WhisperBatchError {
  return new WhisperBatchError(
    'WORKER_HUNG',
    `The thread that finds speech finished no step of its work for ${silentSeconds.toFixed(0)} s ` +
      `while it held ${audioSeconds.toFixed(1)} s of audio.`,
    'Run again, with --vad off if it recurs, and please report it.',
  );
}

function cancelled(): WhisperBatchError {
  return new WhisperBatchError('CANCELLED', 'Transcription was cancelled before this recording was heard.', '');
}
