import { isWordless, SPEECH_STEP_SAMPLES } from '../audio/silence-skipper.ts';
import type { SpeechDetector } from '../audio/speech-detector.ts';
import { fromErrorRecord } from '../errors.ts';
import type { SpeechState } from '../model/speech-model.ts';
import type { DetectConfig, DetectReply, DetectTask } from './protocol.ts';
import { startThreadPool } from './thread-pool.ts';
import { workerModule } from './worker-module.ts';

/** A thread that finds speech. */
export interface SpeechThread {
  /** A detector for one recording; several may be in use at once. */
  createDetector(): SpeechDetector;
  /** Frees the model and ends the thread, once nothing is under way. */
  close(): Promise<void>;
}

/** Peaks below this, −72 dB of full scale, are no speech that anybody could hear: they cost no message. */
const QUIETEST_SPEECH = 0.00025;

/** Starts the thread, which opens its model at once: the compiled graph, where there is one. */
export function startSpeechThread(graphPath?: string): SpeechThread {
  const pool = startThreadPool<DetectTask, DetectReply>({
    module: workerModule('detect'),
    threads: 1,
    tasksPerThread: 1,
    workerData: { graphPath } satisfies DetectConfig,
  });
  // What goes wrong is told again to whoever asks the model first.
  pool.run({ kind: 'open' }).catch(() => undefined);
  return {
    createDetector() {
      let state: SpeechState | undefined;
      return {
        async hear(samples) {
          if (samples.every((sample) => Math.abs(sample) < QUIETEST_SPEECH)) {
            state = undefined;
            return silent(samples);
          }
          const copy = samples.slice();
          const reply = await pool.run({ kind: 'hear', samples: copy, state }, [copy.buffer]);
          if (reply.kind === 'failed') throw fromErrorRecord(reply.error);
          if (reply.kind !== 'heard') throw new TypeError(`Expected to hear of speech, found ${reply.kind}.`);
          const { probabilities } = reply.heard;
          // Half a minute of music makes the network hear the speech behind it up to two seconds too late.
          state = isWordless(probabilities) ? undefined : reply.heard.state;
          return probabilities;
        },
      };
    },
    async close() {
      // One thread answers in order, so that this comes last.
      await pool.run({ kind: 'release' }).catch(() => undefined);
      await pool.close();
    },
  };
}

function silent({ length }: Float32Array): Float32Array {
  return new Float32Array(length / SPEECH_STEP_SAMPLES);
}
