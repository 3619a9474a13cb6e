import { isWordless, QUIETEST_SPEECH, SPEECH_STEP_SAMPLES } from '../audio/silence-skipper.ts';
import type { SpeechDetector } from '../audio/speech-detector.ts';
import { fromErrorRecord } from '../errors.ts';
import type { HeardSpeech, SpeechState } from '../model/speech-model.ts';
import type { DetectConfig, DetectReply, DetectTask } from './protocol.ts';
import { startThreadPool, type ThreadPool } from './thread-pool.ts';
import { workerModule, type WorkerModule } from './worker-module.ts';

/** A thread that finds speech. */
export interface SpeechThread {
  /** A detector for one recording; several may be in use at once. */
  createDetector(): SpeechDetector;
  /** Frees the model and ends the thread, once nothing is under way. */
  close(): Promise<void>;
}

/**
 * Starts the thread, which opens its model at once: the compiled graph, where there is one. A thread that dies is
 * replaced, and what it was hearing is heard once more: what the network remembers lies with the detectors.
 */
export function startSpeechThread(graphPath?: string, module: WorkerModule = workerModule('detect')): SpeechThread {
  let thread = openThread(graphPath, module);
  const ask = async (question: (thread: Thread) => Promise<DetectReply>): Promise<DetectReply> => {
    const asked = thread;
    try {
      return await question(asked);
    } catch {
      // Another recording may have met it first.
      if (thread === asked) {
        thread = openThread(graphPath, module);
        await asked.close();
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
          // Half a minute of music makes the network hear the speech behind it up to two seconds too late.
          state = isWordless(probabilities) ? undefined : heard.state;
          return probabilities;
        },
      };
    },
    async close() {
      // One thread answers in order, so that this comes last.
      await thread.run({ kind: 'release' }).catch(() => undefined);
      await thread.close();
    },
  };
}

type Thread = ThreadPool<DetectTask, DetectReply>;

function openThread(graphPath: string | undefined, module: WorkerModule): Thread {
  const workerData = { graphPath } satisfies DetectConfig;
  const thread: Thread = startThreadPool({ module, threads: 1, tasksPerThread: 1, workerData });
  // What goes wrong is told again to whoever asks the model first.
  thread.run({ kind: 'open' }).catch(() => undefined);
  return thread;
}

function hearIn(thread: Thread, samples: Float32Array, state: SpeechState | undefined): Promise<DetectReply> {
  const copy = samples.slice();
  return thread.run({ kind: 'hear', samples: copy, state }, [copy.buffer]);
}

function readHeard(reply: DetectReply): HeardSpeech {
  if (reply.kind === 'failed') throw fromErrorRecord(reply.error);
  if (reply.kind !== 'heard') throw new TypeError(`Expected to hear of speech, found ${reply.kind}.`);
  return reply.heard;
}

function silent({ length }: Float32Array): Float32Array {
  return new Float32Array(length / SPEECH_STEP_SAMPLES);
}
