import { describe, expect, it } from 'vitest';
import { createWindowCutter } from '../../src/audio/cut-windows.ts';
import { scriptedDetector, speechAndSilence } from '../helpers/scripted-detector.ts';

const PLAN = { windowSeconds: 30, overlapSeconds: undefined };

async function cut(samples: Float32Array, detector = scriptedDetector()) {
  const cutter = createWindowCutter(PLAN, detector);
  const windows = [...(await cutter.push([samples])), ...(await cutter.finish())];
  return { windows, keptSeconds: cutter.keptSamples() / 16_000 };
}

describe('createWindowCutter', () => {
  it('puts several stretches of speech that lie far apart into one window', async () => {
    const { windows, keptSeconds } = await cut(speechAndSilence([4, 60], [4, 60], [4, 60]));
    expect(windows).toHaveLength(1);
    expect(windows[0]!.skips).toHaveLength(2);
    expect(keptSeconds).toBeCloseTo(14.5, 0);
  });

  it('needs less than 1 / 2.5 of the windows for ten minutes that are 70 % silence', async () => {
    const tenMinutes = speechAndSilence(...Array.from({ length: 18 }, () => [10, 23] as const));
    const { windows } = await cut(tenMinutes);
    const plain = createWindowCutter(PLAN, undefined);
    const all = [...(await plain.push([tenMinutes])), ...(await plain.finish())];
    expect(all.length / windows.length).toBeGreaterThan(2.5);
  });

  it('gives windows of which each holds speech, the last one too', async () => {
    const { windows } = await cut(speechAndSilence([31, 4], [0, 90]));
    expect(windows.map(({ samples }) => samples.some((sample) => sample > 0))).toEqual(windows.map(() => true));
    expect(windows.at(-1)!.samples.length).toBeGreaterThan(8 * 16_000);
  });
});
