import { SAMPLE_RATE_HZ } from '../hyperparameters.ts';
import type { AudioWindow, WindowPlan } from './audio-window.ts';
import type { KeptSamples } from './silence-skipper.ts';
import type { SpeechDetector } from './speech-detector.ts';
import { createSpeechGate, openGate } from './speech-gate.ts';
import { createWindowPlanner } from './window-planner.ts';

/** Cuts what may hold speech in one recording into windows. */
export interface WindowCutter {
  /** Takes mono 16 kHz samples and gives the windows that can be decided now. */
  push(pieces: readonly Float32Array[]): Promise<AudioWindow[]>;
  finish(): Promise<AudioWindow[]>;
  /** Samples that were handed on, so far. */
  keptSamples(): number;
}

/** A cutter for one recording; without a detector all of it is kept. */
export function createWindowCutter(plan: WindowPlan, detector: SpeechDetector | undefined): WindowCutter {
  const planner = createWindowPlanner(plan);
  const gate = detector ? createSpeechGate(detector, plan.windowSeconds * SAMPLE_RATE_HZ) : openGate();
  let keptCount = 0;
  const cut = (kept: readonly KeptSamples[]): AudioWindow[] =>
    kept.flatMap(({ samples, skipped }) => {
      keptCount += samples.length;
      return planner.push(samples, skipped);
    });
  return {
    async push(pieces) {
      const windows: AudioWindow[] = [];
      for (const samples of pieces) windows.push(...cut(await gate.push(samples)));
      return windows;
    },
    finish: async () => [...cut(await gate.finish()), ...planner.finish()],
    keptSamples: () => keptCount,
  };
}
