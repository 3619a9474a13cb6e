import { SPEECH_STEP_SAMPLES } from '../audio/speech-steps.ts';
import { freeNumbers } from '../free-numbers.ts';
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

/** Silero VAD, opened. It keeps no state of recordings: they may take turns, one call after the other. */
export interface SpeechModel {
  /** @param samples mono at 16 kHz, a multiple of 512 that follows what `state` was left by; freed when heard */
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
 * @param compiledPath its graph as it was compiled with a checkpoint; without it, building it takes 0.15 s
 * @throws WhisperBatchError `ENVIRONMENT` when its weights are not installed
 */
export async function openSpeechModel(compiledPath?: string): Promise<SpeechModel> {
  const settings = { threads: 1, allowSpinning: false } as const;
  const session =
    compiledPath === undefined
      ? await openSession(encodeModel(buildSpeechGraph(readSileroWeights())), { ...settings, optimization: 'all' })
      : await openSession(compiledPath, { ...settings, optimization: 'disabled' });
  // Used by every call: hundreds of them would otherwise leave tens of megabytes to the garbage collector.
  let room = new Float32Array(0);
  return {
    hear: (samples, state) => {
      const length = (samples.length / SPEECH_STEP_SAMPLES) * BLOCK_SAMPLES;
      if (room.length < length) room = new Float32Array(length);
      return hear(session, { samples, state, blocks: room.subarray(0, length) });
    },
    release: () => session.release(),
  };
}

interface Hearing {
  readonly samples: Float32Array;
  readonly state: SpeechState;
  /** Where the network's input is put together. */
  readonly blocks: Float32Array;
}

async function hear(session: InferenceSession, { samples, state, blocks }: Hearing): Promise<HeardSpeech> {
  fillBlocks(blocks, samples, state.context);
  const context = samples.slice(-SPEECH_CONTEXT_SAMPLES);
  const steps = samples.length / SPEECH_STEP_SAMPLES;
  freeNumbers(samples);
  const stateDims = [1, 1, SPEECH_STATE_SIZE];
  const outputs = await session.run({
    blocks: tensor('float32', blocks, [steps, BLOCK_SAMPLES / 128, 128]),
    hidden: tensor('float32', state.hidden, stateDims),
    cell: tensor('float32', state.cell, stateDims),
  });
  const values = (name: string) => outputs[name]!.data as Float32Array;
  return {
    probabilities: values('probabilities'),
    state: {
      context,
      hidden: values('next_hidden'),
      cell: values('next_cell'),
    },
  };
}

const BLOCK_SAMPLES = SPEECH_CONTEXT_SAMPLES + SPEECH_STEP_SAMPLES + SPEECH_MIRRORED_SAMPLES;

/** For each step the samples before it, its own, and its last ones mirrored. */
function fillBlocks(blocks: Float32Array, samples: Float32Array, context: Float32Array): void {
  const steps = samples.length / SPEECH_STEP_SAMPLES;
  for (let step = 0; step < steps; step++) {
    const target = step * BLOCK_SAMPLES;
    const start = step * SPEECH_STEP_SAMPLES;
    const end = start + SPEECH_STEP_SAMPLES;
    blocks.set(step === 0 ? context : samples.subarray(start - SPEECH_CONTEXT_SAMPLES, start), target);
    blocks.set(samples.subarray(start, end), target + SPEECH_CONTEXT_SAMPLES);
    const mirrored = target + SPEECH_CONTEXT_SAMPLES + SPEECH_STEP_SAMPLES;
    for (let index = 0; index < SPEECH_MIRRORED_SAMPLES; index++) blocks[mirrored + index] = samples[end - 2 - index]!;
  }
}
