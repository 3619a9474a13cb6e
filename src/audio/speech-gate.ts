import { concatSamples } from './concat-samples.ts';
import { createSilenceSkipper, hasSpeech, type KeptSamples } from './silence-skipper.ts';
import { SPEECH_STEP_SAMPLES } from './speech-steps.ts';
import type { SpeechDetector } from './speech-detector.ts';

/** Lets through what may hold speech; samples come in any number and leave in order. */
export interface SpeechGate {
  push(samples: Float32Array): Promise<KeptSamples[]>;
  finish(): Promise<KeptSamples[]>;
}

/** Heard together, 4 s: few messages to the detector's thread, and none takes it long. */
const BLOCK_SAMPLES = 125 * SPEECH_STEP_SAMPLES;
/** Blocks that may wait to be heard while the recording is read on: 32 s, so that a short one is read to its end. */
const MOST_WAITING = 8;

/** A gate that is always open. */
export function openGate(): SpeechGate {
  return {
    push: (samples) => Promise.resolve([{ samples }]),
    finish: () => Promise.resolve([]),
  };
}

/**
 * A gate for one recording. One that fits into a window comes through whole or, without speech, not at all; a longer
 * one without the middle of its long silences.
 */
export function createSpeechGate(detector: SpeechDetector, windowSamples: number): SpeechGate {
  const skipper = createSilenceSkipper();
  const block = new Float32Array(BLOCK_SAMPLES);
  let filled = 0;
  /** The beginning, until it is known whether the recording is longer than a window. */
  let beginning: HeardSamples[] | undefined = [];
  const hearing = createHearingQueue(detector);
  const take = (heard: HeardSamples): KeptSamples[] => {
    if (beginning === undefined) return skipper.push(heard.samples, heard.probabilities);
    beginning.push(heard);
    if (countSamples(beginning) <= windowSamples) return [];
    const known = beginning;
    beginning = undefined;
    return known.flatMap(({ samples, probabilities }) => skipper.push(samples, probabilities));
  };
  return {
    async push(samples) {
      const kept: KeptSamples[] = [];
      for (let taken = 0; taken < samples.length;) {
        const piece = samples.subarray(taken, taken + BLOCK_SAMPLES - filled);
        block.set(piece, filled);
        filled += piece.length;
        taken += piece.length;
        if (filled < BLOCK_SAMPLES) continue;
        filled = 0;
        hearing.add(block.slice());
        kept.push(...(await hearing.heard(MOST_WAITING)).flatMap(take));
      }
      return kept;
    },
    async finish() {
      if (filled > 0) hearing.add(block.slice(0, filled));
      const kept = (await hearing.heard(0)).flatMap(take);
      return beginning === undefined ? [...kept, ...skipper.finish()] : wholeOrNothing(beginning);
    },
  };
}

interface HeardSamples {
  readonly samples: Float32Array;
  readonly probabilities: Float32Array;
}

/** Has blocks heard one after the other while others are added. */
function createHearingQueue(detector: SpeechDetector) {
  const waiting: Promise<void>[] = [];
  let heard: HeardSamples[] = [];
  const hear = async (samples: Float32Array): Promise<void> => {
    const isWhole = samples.length % SPEECH_STEP_SAMPLES === 0;
    const probabilities = await detector.hear(isWhole ? samples : withWholeSteps(samples));
    heard.push({ samples, probabilities });
    void waiting.shift();
  };
  return {
    add(samples: Float32Array): void {
      const turn = (waiting.at(-1) ?? Promise.resolve()).then(() => hear(samples));
      waiting.push(turn);
      // Thrown to whoever waits for it.
      turn.catch(() => undefined);
    },
    /** What has been heard since the last call, in order, once no more than so many blocks wait. */
    async heard(mostWaiting: number): Promise<HeardSamples[]> {
      while (waiting.length > mostWaiting) await waiting[0];
      const taken = heard;
      heard = [];
      return taken;
    },
  };
}

function wholeOrNothing(heard: readonly HeardSamples[]): KeptSamples[] {
  const isSpoken = hasSpeech(concatSamples(heard.map(({ probabilities }) => probabilities)));
  return isSpoken ? heard.map(({ samples }) => ({ samples })) : [];
}

function countSamples(heard: readonly HeardSamples[]): number {
  return heard.reduce((total, { samples }) => total + samples.length, 0);
}

function withWholeSteps(samples: Float32Array): Float32Array {
  const whole = new Float32Array(Math.ceil(samples.length / SPEECH_STEP_SAMPLES) * SPEECH_STEP_SAMPLES);
  whole.set(samples);
  return whole;
}
