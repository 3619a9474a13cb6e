import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { concatSamples } from '../../src/audio/concat-samples.ts';
import { createSpeechGate, openGate, type SpeechGate } from '../../src/audio/speech-gate.ts';
import type { KeptSamples } from '../../src/audio/silence-skipper.ts';
import { scriptedDetector, speechAndSilence } from '../helpers/scripted-detector.ts';
import { areSame } from './recordings.ts';

const WINDOW_SAMPLES = 30 * 16_000;

async function letThrough(gate: SpeechGate, samples: Float32Array, blockLength = 50_000): Promise<KeptSamples[]> {
  const kept: KeptSamples[] = [];
  for (let from = 0; from < samples.length; from += blockLength) {
    kept.push(...(await gate.push(samples.subarray(from, from + blockLength))));
  }
  return [...kept, ...(await gate.finish())];
}

function gateOf(): SpeechGate {
  return createSpeechGate(scriptedDetector(), WINDOW_SAMPLES);
}

function samplesOf(kept: readonly KeptSamples[]): Float32Array {
  return concatSamples(kept.map(({ samples }) => samples));
}

describe('createSpeechGate', () => {
  it('lets a recording that fits into a window through whole, silences and all', async () => {
    const samples = speechAndSilence([1, 15], [1, 12.99]);
    const kept = await letThrough(gateOf(), samples);
    expect(areSame(samplesOf(kept), samples)).toBe(true);
    expect(kept.every(({ skipped }) => skipped === undefined)).toBe(true);
  });

  it('lets nothing of a recording without speech through, however long it is', async () => {
    expect(await letThrough(gateOf(), speechAndSilence([0, 3]))).toEqual([]);
    expect(await letThrough(gateOf(), speechAndSilence([0, 61.3]))).toEqual([]);
    expect(await letThrough(gateOf(), new Float32Array(0))).toEqual([]);
  });

  it('leaves long silences out of a longer recording, and no sample of the rest', async () => {
    const samples = speechAndSilence([2, 40], [3, 0.5]);
    const kept = await letThrough(gateOf(), samples);
    const skipped = kept.flatMap(({ skipped: samples }) => samples ?? []);
    expect(skipped).toHaveLength(1);
    expect(skipped[0]!.count / 16_000).toBeCloseTo(39.04, 1);
    expect(samplesOf(kept).length + skipped[0]!.count).toBe(samples.length);
    expect(samplesOf(kept).at(-1)).toBe(samples.at(-1));
  });

  it('lets the same through however the recording is cut into blocks', async () => {
    const samples = speechAndSilence([4, 9], [20, 7], [1, 0.5]);
    const inBlocks = samplesOf(await letThrough(gateOf(), samples, 12_345));
    expect(areSame(inBlocks, samplesOf(await letThrough(gateOf(), samples, samples.length)))).toBe(true);
  });

  it('has every sample heard once, in whole steps', async () => {
    const detector = scriptedDetector();
    await letThrough(createSpeechGate(detector, WINDOW_SAMPLES), speechAndSilence([1, 9.99]));
    expect(detector.heardSamples()).toBe(Math.ceil((10.99 * 16_000) / 512) * 512);
  });
});

describe('createSpeechGate while its detector is slow', () => {
  it('reads on up to 32 s ahead, and hears one block after the other', async () => {
    const inner = scriptedDetector();
    let [underWay, mostUnderWay] = [0, 0];
    const answers: (() => void)[] = [];
    const gate = createSpeechGate(
      {
        hear: async (samples) => {
          mostUnderWay = Math.max(mostUnderWay, ++underWay);
          await new Promise<void>((resolve) => answers.push(resolve));
          underWay--;
          return inner.hear(samples);
        },
      },
      WINDOW_SAMPLES,
    );
    const samples = speechAndSilence([45, 0]);
    expect(await gate.push(samples.subarray(0, 32 * 16_000))).toEqual([]);
    let isTaken = false;
    const rest = gate.push(samples.subarray(32 * 16_000)).finally(() => (isTaken = true));
    await setImmediate();
    expect([isTaken, answers.length]).toEqual([false, 1]);
    const finished = rest.then(async (kept) => [...kept, ...(await gate.finish())]);
    const answering = setInterval(() => answers.shift()?.(), 1);
    const kept = await finished;
    clearInterval(answering);
    expect(areSame(samplesOf(kept), samples)).toBe(true);
    expect(mostUnderWay).toBe(1);
  });

  it('throws what the detector throws', async () => {
    const gate = createSpeechGate({ hear: () => Promise.reject(new Error('deaf')) }, WINDOW_SAMPLES);
    await expect(letThrough(gate, speechAndSilence([5, 0]))).rejects.toThrow('deaf');
  });
});

describe('openGate', () => {
  it('lets everything through at once', async () => {
    const samples = speechAndSilence([0, 1]);
    expect(await letThrough(openGate(), samples, samples.length)).toEqual([{ samples }]);
  });
});
