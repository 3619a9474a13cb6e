import { SPEECH_STEP_SAMPLES } from '../audio/silence-skipper.ts';
import { openSession, tensor, type InferenceSession } from '../graph/onnx-session.ts';
import { readSileroWeights } from '../graph/silero-weights.ts';
import {
  buildSpeechGraph,
  SPEECH_CONTEXT_SAMPLES,
  SPEECH_MIRRORED_SAMPLES,
  SPEECH_STATE_SIZE,
} from '../graph/speech-graph.ts';
import { encodeModel } from '../graph/write-model.ts';

/** What one call for a recording leaves for the next. */
export interface SpeechState {
  /** The last 64 samples. */
  readonly context: Float32Array;
  readonly hidden: Float32Array;
  readonly cell: Float32Array;
}

/** How likely there is speech in each 32 ms, and the state after them. */
export interface HeardSpeech {
  readonly probabilities: Float32Array;
  readonly state: SpeechState;
}

/** Silero VAD, opened. It keeps no state of its own: recordings may take turns. */
export interface SpeechModel {
  /** @param samples mono at 16 kHz, a multiple of 512 that follows what `state` was left by */
  hear(samples: Float32Array, state: SpeechState): Promise<HeardSpeech>;
  release(): Promise<void>;
}

/** The state before the first sample. */
export function initialSpeechState(): SpeechState {
  const zeros = (length: number) => new Float32Array(length);
  return { context: zeros(SPEECH_CONTEXT_SAMPLES), hidden: zeros(SPEECH_STATE_SIZE), cell: zeros(SPEECH_STATE_SIZE) };
}

/**
 * Opens the speech detector with one ONNX Runtime thread.
 *
 * @throws WhisperBatchError `ENVIRONMENT` when its weights are not installed
 */
export async function openSpeechModel(): Promise<SpeechModel> {
  const model = encodeModel(buildSpeechGraph(readSileroWeights()));
  const session = await openSession(model, { threads: 1, allowSpinning: false, optimization: 'all' });
  return {
    hear: (samples, state) => hear(session, samples, state),
    release: () => session.release(),
  };
}

async function hear(session: InferenceSession, samples: Float32Array, state: SpeechState): Promise<HeardSpeech> {
  const blocks = stepBlocks(samples, state.context);
  const stateDims = [1, 1, SPEECH_STATE_SIZE];
  const outputs = await session.run({
    blocks: tensor('float32', blocks, [samples.length / SPEECH_STEP_SAMPLES, BLOCK_SAMPLES / 128, 128]),
    hidden: tensor('float32', state.hidden, stateDims),
    cell: tensor('float32', state.cell, stateDims),
  });
  const values = (name: string) => outputs[name]!.data as Float32Array;
  return {
    probabilities: values('probabilities'),
    state: {
      context: samples.slice(-SPEECH_CONTEXT_SAMPLES),
      hidden: values('next_hidden'),
      cell: values('next_cell'),
    },
  };
}

const BLOCK_SAMPLES = SPEECH_CONTEXT_SAMPLES + SPEECH_STEP_SAMPLES + SPEECH_MIRRORED_SAMPLES;

/** For each step the samples before it, its own, and its last ones mirrored. */
function stepBlocks(samples: Float32Array, context: Float32Array): Float32Array {
  const steps = samples.length / SPEECH_STEP_SAMPLES;
  const known = new Float32Array(context.length + samples.length);
  known.set(context);
  known.set(samples, context.length);
  const blocks = new Float32Array(steps * BLOCK_SAMPLES);
  for (let step = 0; step < steps; step++) {
    const start = step * SPEECH_STEP_SAMPLES;
    const end = start + SPEECH_CONTEXT_SAMPLES + SPEECH_STEP_SAMPLES;
    const mirrored = known.slice(end - 1 - SPEECH_MIRRORED_SAMPLES, end - 1).reverse();
    blocks.set(known.subarray(start, end), step * BLOCK_SAMPLES);
    blocks.set(mirrored, (step + 1) * BLOCK_SAMPLES - SPEECH_MIRRORED_SAMPLES);
  }
  return blocks;
}
