import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AudioWindow, WindowPlan } from '../../src/audio/audio-window.ts';
import { createWindowPlanner } from '../../src/audio/window-planner.ts';
import { areSame, concatSamples, seededNoise } from './recordings.ts';

const RATE_HZ = 16_000;
const AT_PAUSES: WindowPlan = { windowSeconds: 30, overlapSeconds: undefined };

function planWindows(samples: Float32Array, plan: WindowPlan, blockLengths: readonly number[] = []): AudioWindow[] {
  const planner = createWindowPlanner(plan);
  const windows: AudioWindow[] = [];
  let offset = 0;
  for (const length of [...blockLengths, samples.length]) {
    windows.push(...planner.push(samples.subarray(offset, offset + length)));
    offset += length;
  }
  return [...windows, ...planner.finish()];
}

/** Noise at the level of speech with silent pauses, given by their start and length in seconds. */
function speechLike(seconds: number, pauses: readonly (readonly [number, number])[] = []): Float32Array {
  const samples = seededNoise(Math.round(seconds * RATE_HZ)).map((sample) => 0.3 * sample);
  for (const [start, length] of pauses) samples.fill(0, start * RATE_HZ, (start + length) * RATE_HZ);
  return samples;
}

function startsOf(windows: readonly AudioWindow[]): number[] {
  return windows.map(({ startSeconds }) => startSeconds);
}

function withoutSamples({ samples, ...rest }: AudioWindow): object {
  return { ...rest, sampleCount: samples.length };
}

/** Puts the windows together again, each without what it repeats. */
function withoutOverlaps(windows: readonly AudioWindow[]): Float32Array {
  return concatSamples(
    windows.map(({ samples, overlapSeconds }) => samples.subarray(Math.round(overlapSeconds * RATE_HZ))),
  );
}

describe('createWindowPlanner', () => {
  it.each([0.01, 1, 29.9, 30])('keeps a recording of %d s as one window, unchanged', (seconds) => {
    const samples = speechLike(seconds, [[seconds / 2, 0.3]]);
    const windows = planWindows(samples, AT_PAUSES);
    expect(windows).toMatchObject([{ index: 0, startSeconds: 0, overlapSeconds: 0 }]);
    expect(areSame(windows[0]!.samples, samples)).toBe(true);
  });

  it('gives no window for no samples', () => {
    expect(planWindows(new Float32Array(0), AT_PAUSES)).toEqual([]);
  });

  it('cuts in the middle of a pause, without overlap', () => {
    const windows = planWindows(speechLike(70, [[25, 0.4], [52, 0.4]]), AT_PAUSES); // prettier-ignore
    expect(startsOf(windows)).toEqual([0, 25.2, 52.2]);
    expect(windows.map(({ overlapSeconds }) => overlapSeconds)).toEqual([0, 0, 0]);
  });

  it('takes the last of several clear pauses', () => {
    const windows = planWindows(speechLike(70, [[23, 0.6], [26, 0.3], [28, 0.4], [55, 0.3]]), AT_PAUSES); // prettier-ignore
    expect(startsOf(windows)[1]).toBe(28.2);
  });

  it('takes no gap within a word for a pause', () => {
    const windows = planWindows(speechLike(70, [[24, 0.4], [28, 0.06], [50, 0.4]]), AT_PAUSES); // prettier-ignore
    expect(startsOf(windows)[1]).toBe(24.2);
  });

  it('finds pauses in noise 12 dB below speech', () => {
    const noise = seededNoise(70 * RATE_HZ, 7);
    const samples = speechLike(70, [[26, 0.4], [53, 0.4]]).map((sample, n) => sample + 0.075 * noise[n]!); // prettier-ignore
    const [, second, third] = startsOf(planWindows(samples, AT_PAUSES));
    expect(second).toBeCloseTo(26.2, 1);
    expect(third).toBeCloseTo(53.2, 1);
  });

  it('cuts a long pause half a second before its end, so that the next window begins near its first word', () => {
    const windows = planWindows(speechLike(60, [[24, 3]]), AT_PAUSES);
    expect(startsOf(windows)[1]).toBeCloseTo(26.5, 1);
  });

  it('repeats 5 s where there is no pause, of short windows less than a third', () => {
    const windows = planWindows(speechLike(85), AT_PAUSES);
    expect(startsOf(windows)).toEqual([0, 25, 50, 65]);
    expect(windows.map(({ samples }) => samples.length / RATE_HZ)).toEqual([30, 30, 20, 20]);
    expect(windows.map(({ overlapSeconds }) => overlapSeconds)).toEqual([0, 5, 5, 5]);
    const [, second] = planWindows(speechLike(30), { windowSeconds: 10, overlapSeconds: undefined });
    expect(second).toMatchObject({ startSeconds: 7, overlapSeconds: 3 });
  });

  it('puts the middle of the overlap where it is quietest', () => {
    const samples = speechLike(90);
    for (let n = 26 * RATE_HZ; n < 26.3 * RATE_HZ; n++) samples[n]! *= 0.6;
    const [first, second] = planWindows(samples, AT_PAUSES);
    expect(second!.startSeconds + second!.overlapSeconds / 2).toBeCloseTo(26.15, 1);
    expect(first!.samples.length / RATE_HZ).toBeCloseTo(28.65, 1);
  });

  it('takes a quiet word of clean speech for no pause', () => {
    // Closed for 30 ms ten times a second, as at every "t" and "k": as quiet as a pause, but short.
    const samples = speechLike(90);
    for (let start = 0; start < samples.length; start += RATE_HZ / 10) samples.fill(0, start, start + 0.03 * RATE_HZ);
    for (let n = 28 * RATE_HZ; n < 28.3 * RATE_HZ; n++) samples[n]! *= 0.25;
    expect(planWindows(samples, AT_PAUSES)[1]?.overlapSeconds).toBe(5);
  });

  it('leaves no short rest behind: the last two windows share what is left', () => {
    const pauses = [12, 15.8, 20, 26, 29].map((start) => [start, 0.4] as const);
    const windows = planWindows(speechLike(31, pauses), AT_PAUSES);
    expect(startsOf(windows)).toEqual([0, 20.2]);
    expect(planWindows(speechLike(31), AT_PAUSES).map(({ samples }) => samples.length / RATE_HZ)).toEqual([18, 18]);
  });

  it('goes by the clock where silence has no end', () => {
    const windows = planWindows(new Float32Array(65 * RATE_HZ), AT_PAUSES);
    expect(startsOf(windows)).toEqual([0, 29.5, 54.75]);
  });

  it('cuts shorter windows at pauses too', () => {
    const windows = planWindows(speechLike(20, [[8.5, 0.4]]), { windowSeconds: 10, overlapSeconds: undefined });
    expect(startsOf(windows)[1]).toBe(8.7);
  });

  it('takes no account of pauses when an overlap is asked for', () => {
    const samples = speechLike(100, [[24, 0.4]]);
    expect(startsOf(planWindows(samples, { windowSeconds: 30, overlapSeconds: 5 }))).toEqual([0, 25, 50, 75]);
    expect(startsOf(planWindows(samples, { windowSeconds: 30, overlapSeconds: 0 }))).toEqual([0, 30, 60, 90]);
  });

  it('tells the time in the recording where silence was left out', () => {
    const planner = createWindowPlanner({ windowSeconds: 10, overlapSeconds: 2 });
    const piece = new Float32Array(4 * RATE_HZ);
    const sides = { keptBeforeSeconds: 0.25, keptAfterSeconds: 0.5 };
    const skippedSeconds = (seconds: number) => ({
      count: seconds * RATE_HZ,
      keptBefore: RATE_HZ / 4,
      keptAfter: RATE_HZ / 2,
    });
    // Before the first sample, within the first window, within its overlap with the second, and at the third's start.
    const skipped = [100, 7, 50, 0, 0, 20];
    const windows = skipped.flatMap((seconds) =>
      planner.push(piece, seconds > 0 ? skippedSeconds(seconds) : undefined),
    );
    expect([...windows, ...planner.finish()].map(withoutSamples)).toEqual([
      { index: 0, startSeconds: 100, overlapSeconds: 0, sampleCount: 160_000, skips: [{ atSeconds: 4, seconds: 7, ...sides }, { atSeconds: 8, seconds: 50, ...sides }] },
      { index: 1, startSeconds: 165, overlapSeconds: 2, sampleCount: 160_000 },
      { index: 2, startSeconds: 173, overlapSeconds: 2, sampleCount: 128_000, skips: [{ atSeconds: 4, seconds: 20, ...sides }] },
    ]); // prettier-ignore
  });

  it('fills windows where more of a recording was left out than kept, so far', () => {
    const pauses = [[24, 0.5], [28, 0.25]] as const; // prettier-ignore
    const firstLength = (skippedSeconds: number) => {
      const planner = createWindowPlanner(AT_PAUSES);
      const samples = speechLike(41, pauses);
      // The second pause is no silence, but quiet enough.
      for (let n = 28 * RATE_HZ; n < 28.25 * RATE_HZ; n++) samples[n] = 0.06 * Math.sin(n);
      const skipped = { count: skippedSeconds * RATE_HZ, keptBefore: 0, keptAfter: 0 };
      const windows = [...planner.push(samples.subarray(0, 1)), ...planner.push(samples.subarray(1), skipped)];
      return windows[0]!.samples.length / RATE_HZ;
    };
    expect(firstLength(39)).toBeCloseTo(24.25, 1);
    expect(firstLength(42)).toBeCloseTo(28.125, 1);
  });

  it('yields a window as soon as 10 s follow it', () => {
    const planner = createWindowPlanner(AT_PAUSES);
    expect(planner.push(speechLike(39.9))).toHaveLength(0);
    expect(planner.push(speechLike(0.2))).toHaveLength(1);
  });

  it.each([
    { windowSeconds: 30, overlapSeconds: 30 },
    { windowSeconds: 31, overlapSeconds: undefined },
    { windowSeconds: 0, overlapSeconds: undefined },
    { windowSeconds: 10, overlapSeconds: -1 },
    { windowSeconds: NaN, overlapSeconds: 1 },
  ])('refuses the plan $windowSeconds s with overlap $overlapSeconds', (plan) => {
    expect(() => createWindowPlanner(plan)).toThrow(
      new RangeError(
        `Expected windows of at most 30 s that are longer than their overlap, got windows of ${String(plan.windowSeconds)} s with an overlap of ${String(plan.overlapSeconds)} s.`,
      ),
    );
  });

  describe('for any recording and plan', () => {
    // Short windows keep the arrays small; all lengths are shares of the window.
    const plans = fc.record({
      windowSeconds: fc.constantFrom(0.5, 1, 1.7),
      overlapSeconds: fc.constantFrom(undefined, undefined, 0, 0.1, 0.45),
    });
    const recordings = fc.tuple(
      fc.integer({ min: 0, max: 100_000 }),
      fc.array(fc.tuple(fc.double({ min: 0, max: 6, noNaN: true }), fc.double({ min: 0, max: 0.5, noNaN: true })), {
        maxLength: 8,
      }),
    );
    const madeFrom = ([length, pauses]: [number, [number, number][]]): Float32Array =>
      speechLike(length / RATE_HZ, pauses);

    it('covers every sample, in order and once besides the overlap, with no window over the limit', () => {
      fc.assert(
        fc.property(recordings, plans, (recording, plan) => {
          const samples = madeFrom(recording);
          const windows = planWindows(samples, plan);
          expect(areSame(withoutOverlaps(windows), samples)).toBe(true);
          expect(windows.map(({ index }) => index)).toEqual([...windows.keys()]);
          for (const window of windows) {
            expect(window.samples.length).toBeLessThanOrEqual(plan.windowSeconds * RATE_HZ);
            const start = Math.round(window.startSeconds * RATE_HZ);
            expect(areSame(window.samples, samples.subarray(start, start + window.samples.length))).toBe(true);
          }
        }),
      );
    });

    it('gives overlaps as long as asked for, and windows whose new part is no scrap', () => {
      fc.assert(
        fc.property(recordings, plans, (recording, plan) => {
          const [first, ...others] = planWindows(madeFrom(recording), plan);
          expect(first?.overlapSeconds ?? 0).toBe(0);
          for (const { overlapSeconds, samples } of others) {
            if (plan.overlapSeconds !== undefined) expect(overlapSeconds).toBe(plan.overlapSeconds);
            const newSeconds = samples.length / RATE_HZ - overlapSeconds;
            expect(newSeconds).toBeGreaterThan(0.02 * plan.windowSeconds);
          }
        }),
      );
    });

    it('gives the same windows however the recording is cut into blocks', () => {
      fc.assert(
        fc.property(recordings, plans, fc.array(fc.integer({ min: 0, max: 30_000 })), (recording, plan, lengths) => {
          const samples = madeFrom(recording);
          const inBlocks = planWindows(samples, plan, lengths);
          const atOnce = planWindows(samples, plan);
          expect(inBlocks.map(withoutSamples)).toEqual(atOnce.map(withoutSamples));
          expect(inBlocks.every((window, n) => areSame(window.samples, atOnce[n]!.samples))).toBe(true);
        }),
      );
    });
  });
});
