import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSilenceSkipper, hasSpeech, isWordless, type KeptSamples } from '../../src/audio/silence-skipper.ts';

const STEP = 512;

type Run = readonly [steps: number, probability: number, loudness: number];

const SPEECH = [0.9, 0.1] as const;
const SILENCE = [0.1, 0.00001] as const;

/** Runs of steps of one probability and loudness; their place is that in the buffer. */
function skip(...runs: Run[]): KeptSamples[] {
  const steps = runs.flatMap(([count, probability, loudness]) =>
    Array.from({ length: count }, () => ({ probability, loudness })),
  );
  const samples = Float32Array.from({ length: steps.length * STEP }, (_, n) => steps[Math.floor(n / STEP)]!.loudness);
  const skipper = createSilenceSkipper();
  const probabilities = Float32Array.from(steps, ({ probability }) => probability);
  return [...skipper.push(samples, probabilities), ...skipper.finish()];
}

/** Kept stretches in steps of the recording: [first, end]. */
function stretches(kept: readonly KeptSamples[]): number[][] {
  const found: number[][] = [];
  let end = 0;
  for (const { samples, skipped } of kept) {
    const first = end + (skipped?.count ?? 0) / STEP;
    if (samples.byteOffset !== first * STEP * 4) throw new Error('Expected every sample to be kept or counted.');
    if (found.length === 0 || skipped) found.push([first, first]);
    end = first + samples.length / STEP;
    found.at(-1)![1] = end;
  }
  return found;
}

describe('createSilenceSkipper', () => {
  it('leaves a long silence out but for a tenth of a second on both sides', () => {
    expect(stretches(skip([200, ...SPEECH], [150, ...SILENCE], [50, ...SPEECH]))).toEqual([[0, 203], [347, 400]]); // prettier-ignore
  });

  it('keeps half a second where the silence is louder beside speech: the detector is late', () => {
    const faint = [0.1, 0.01] as const;
    const runs = [
      [200, ...SPEECH],
      [10, ...faint],
      [140, ...SILENCE],
      [10, ...faint],
      [50, ...SPEECH],
    ] as const;
    expect(stretches(skip(...runs))).toEqual([[0, 213], [347, 410]]); // prettier-ignore
    const long = [
      [200, ...SPEECH],
      [30, ...faint],
      [140, ...SILENCE],
      [30, ...faint],
      [50, ...SPEECH],
    ] as const;
    expect(stretches(skip(...long))).toEqual([[0, 216], [386, 450]]); // prettier-ignore
  });

  it('says how much of the silence is kept', () => {
    const kept = skip([200, ...SPEECH], [10, 0.1, 0.01], [140, ...SILENCE], [50, ...SPEECH]);
    expect(kept.flatMap(({ skipped }) => skipped ?? [])).toEqual([
      // Speech is believed at its third step.
      { count: 134 * STEP, keptBefore: 13 * STEP, keptAfter: (2 + 3) * STEP },
    ]);
  });

  it('keeps silences that belong to how something is said', () => {
    expect(stretches(skip([100, ...SPEECH], [90, ...SILENCE], [50, ...SPEECH]))).toEqual([[0, 240]]);
  });

  it('shortens pauses of 0.8 s where more is silent than said', () => {
    const sparse = [
      [100, ...SPEECH],
      [250, ...SILENCE],
      [20, ...SPEECH],
    ] as const;
    expect(stretches(skip(...sparse, [26, ...SILENCE], [20, ...SPEECH])).slice(1)).toEqual([[347, 373], [393, 416]]); // prettier-ignore
    expect(stretches(skip(...sparse, [23, ...SILENCE], [20, ...SPEECH])).slice(1)).toEqual([[347, 413]]);
    // Loud on both sides: nothing is left between.
    expect(
      stretches(skip(...sparse, [12, 0.1, 0.05], [6, ...SILENCE], [12, 0.1, 0.05], [20, ...SPEECH])).slice(1),
    ).toEqual([[347, 420]]);
  });

  it('leaves pauses alone where no more was left out than kept', () => {
    const dense = [
      [400, ...SPEECH],
      [150, ...SILENCE],
      [20, ...SPEECH],
      [31, ...SILENCE],
      [20, ...SPEECH],
    ] as const;
    expect(stretches(skip(...dense))).toEqual([[0, 403], [547, 621]]); // prettier-ignore
  });

  it('measures what is heard of a silence by all of the last half second of speech', () => {
    const runs = [
      [200, ...SPEECH],
      [10, 0.9, 0.001],
      [5, 0.1, 0.001],
      [150, ...SILENCE],
      [50, ...SPEECH],
    ] as const;
    // 40 dB fainter than what was said: as quiet as the rest.
    expect(stretches(skip(...runs))[0]).toEqual([0, 213]);
  });

  it('measures it anew behind a silence: who speaks then may be fainter', () => {
    const faint = [0.9, 0.002] as const;
    const runs = [[400, ...SPEECH], [150, ...SILENCE], [8, ...faint], [5, 0.1, 0.001], [150, ...SILENCE], [9, ...SPEECH]] as const; // prettier-ignore
    expect(stretches(skip(...runs))[1]).toEqual([547, 566]);
  });

  it('leaves out what comes long before the first speech and long after the last', () => {
    expect(stretches(skip([300, 0, 0], [100, ...SPEECH], [300, 0, 0]))).toEqual([[297, 403]]);
    expect(stretches(skip([20, 0, 0], [100, ...SPEECH], [60, 0, 0]))).toEqual([[0, 180]]);
  });

  it('keeps nothing of a recording in which nobody speaks, however short', () => {
    expect(skip([10, ...SILENCE])).toEqual([]);
    expect(skip([500, ...SILENCE])).toEqual([]);
  });

  it('takes a blip for no speech', () => {
    expect(
      stretches(skip([400, ...SPEECH], [150, ...SILENCE], [2, ...SPEECH], [150, ...SILENCE], [50, ...SPEECH])),
    ).toHaveLength(2);
  });

  it('goes on with speech that becomes faint, and not with a murmur that never was clear', () => {
    expect(stretches(skip([100, ...SPEECH], [500, 0.4, 0.001], [50, ...SPEECH]))).toEqual([[0, 650]]);
    expect(stretches(skip([100, ...SPEECH], [500, 0.3, 0.001], [50, ...SPEECH]))).toHaveLength(2);
  });

  it('keeps every step of speech and what is heard beside it, in order, and counts what it leaves out', () => {
    const run = fc.tuple(
      fc.integer({ min: 1, max: 200 }),
      fc.constantFrom(0, 0.2, 0.4, 0.6, 1),
      fc.constantFrom(0, 0.00001, 0.01, 0.1),
    );
    fc.assert(
      fc.property(fc.array(run, { maxLength: 8 }), (runs) => {
        const kept = stretches(skip(...runs));
        let start = 0;
        for (const [steps, probability, loudness] of runs) {
          const isKept = kept.some((stretch) => stretch[0]! <= start && stretch[1]! >= start + steps);
          if (probability >= 0.5 && steps >= 3 && loudness >= 0.01) expect(isKept).toBe(true);
          start += steps;
        }
      }),
    );
  });
});

describe('isWordless', () => {
  it('is not sure of that where speech could go on', () => {
    expect(isWordless(Float32Array.of(0, 0.3, 0.1))).toBe(true);
    expect(isWordless(Float32Array.of(0, 0.4, 0.1))).toBe(false);
  });
});

describe('hasSpeech', () => {
  it('wants a tenth of a second of it', () => {
    expect(hasSpeech(Float32Array.of(0.1, 0.9, 0.9, 0.4, 0.9))).toBe(false);
    expect(hasSpeech(Float32Array.of(0.1, 0.9, 0.9, 0.5))).toBe(true);
    expect(hasSpeech(new Float32Array(0))).toBe(false);
  });
});
