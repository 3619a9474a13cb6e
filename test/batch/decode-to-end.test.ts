import { describe, expect, it } from 'vitest';
import { decodeToEnd } from '../../src/batch/decode-to-end.ts';
import type { DecodedWindow } from '../../src/decode/window-job.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';
import { decodedWindow } from '../helpers/stub-queue.ts';

const FIRST = 100;
const timestamps = { firstTimestampToken: FIRST, noTimestampsToken: 99, maxInitialTimestampIndex: 50 };
const request = {
  prompt: [1, 2],
  rules: { endToken: 50, suppressTokens: [], beginSuppressTokens: [], timestamps },
  maxNewTokens: 20,
};

const CHECKS = {
  noSpeechToken: 49,
  highestCompressionRatio: 2.4,
  lowestLogProbability: -1,
  highestNoSpeechProbability: 0.6,
  temperatures: [0.2],
};

/** A pool that gives these windows one after the other, and the lengths of what it was given. */
function scriptedPool(...windows: readonly DecodedWindow[]) {
  const lengths: number[] = [];
  const prompts: (readonly number[])[] = [];
  return {
    lengths,
    prompts,
    transcribe: ({ samples, prompt }: { readonly samples: Float32Array; readonly prompt: readonly number[] }) => {
      prompts.push(prompt);
      return Promise.resolve(windows[lengths.push(samples.length) - 1]!);
    },
  };
}

const noise = (seconds: number) => seededNoise(seconds * 16_000, 3);
const restRequest = () => ({ ...request, prompt: [1, 3] });

describe('decodeToEnd', () => {
  it('decodes what the model left behind its last timestamp, and moves the timestamps of that', async () => {
    const pool = scriptedPool(
      decodedWindow([FIRST, 7, FIRST + 250], { averageLogProbability: -0.2 }),
      decodedWindow([FIRST, 8, FIRST + 250], { averageLogProbability: -0.6, reachedTokenLimit: true }),
    );
    const decoded = await decodeToEnd(pool, noise(10), request, restRequest);
    // 250 timestamps of 0.02 s are 5 s.
    expect(pool.lengths).toEqual([160_000, 80_000]);
    expect(pool.prompts).toEqual([request.prompt, [1, 3]]);
    expect(decoded.tokens).toEqual([FIRST, 7, FIRST + 250, FIRST + 250, 8, FIRST + 500]);
    expect(decoded.averageLogProbability).toBeCloseTo(-0.4, 9);
    expect(decoded.reachedTokenLimit).toBe(true);
  });

  it('drops a segment that the network had no room to end, and goes on behind the one before', async () => {
    const pool = scriptedPool(
      decodedWindow([FIRST, 7, FIRST + 250, FIRST + 250, 8], { reachedTokenLimit: true }),
      decodedWindow([FIRST, 8, 9, FIRST + 250]),
    );
    const decoded = await decodeToEnd(pool, noise(10), { ...request, usesWholeRoom: true }, restRequest);
    expect(pool.lengths).toEqual([160_000, 80_000]);
    expect(decoded.tokens).toEqual([FIRST, 7, FIRST + 250, FIRST + 250, 8, 9, FIRST + 500]);
    expect(decoded.reachedTokenLimit).toBe(false);
  });

  it.each([{ rest: [] }, { rest: [FIRST, 8] }])(
    'keeps a segment without an end where no more is heard than $rest',
    async ({ rest }) => {
      const whole = decodedWindow([FIRST, 7, FIRST + 250, FIRST + 250, 8, 9, 8], { reachedTokenLimit: true });
      const pool = scriptedPool(whole, decodedWindow(rest));
      const decoded = await decodeToEnd(pool, noise(10), { ...request, usesWholeRoom: true }, restRequest);
      expect([decoded.tokens, decoded.reachedTokenLimit]).toEqual([whole.tokens, true]);
    },
  );

  it('takes nothing of a rest that is probably no speech', async () => {
    const quality = { noSpeechProbability: 0.7, temperature: 0, faults: [], discarded: [] };
    const pool = scriptedPool(
      decodedWindow([FIRST, 7, FIRST + 250]),
      decodedWindow([FIRST, 8, FIRST + 100], { quality }),
    );
    const withChecks = { ...request, checks: CHECKS };
    const decoded = await decodeToEnd(pool, noise(10), withChecks, () => ({ ...withChecks, prompt: [1, 3] }));
    expect(decoded.tokens).toEqual([FIRST, 7, FIRST + 250]);
  });

  it('decodes both halves of a window without timestamps for which the network had no room', async () => {
    const plain = { ...request, rules: { ...request.rules, timestamps: undefined }, usesWholeRoom: true };
    const tokens = (count: number) => Array.from({ length: count }, (_, index) => index);
    const pool = scriptedPool(
      decodedWindow(tokens(20), { reachedTokenLimit: true }),
      decodedWindow(tokens(14)),
      decodedWindow(tokens(12)),
    );
    const decoded = await decodeToEnd(pool, noise(10), plain, () => plain);
    expect(pool.lengths).toHaveLength(3);
    expect([decoded.tokens.length, decoded.reachedTokenLimit]).toEqual([26, false]);
    const shorter = scriptedPool(
      decodedWindow(tokens(20), { reachedTokenLimit: true }),
      decodedWindow(tokens(10)),
      decodedWindow(tokens(9)),
    );
    expect((await decodeToEnd(shorter, noise(10), plain, () => plain)).tokens).toHaveLength(20);
  });

  it('joins times of tokens, faults and timings', async () => {
    const quality = { noSpeechProbability: 0.1, temperature: 0, discarded: [] };
    const pool = scriptedPool(
      decodedWindow([FIRST, FIRST + 100], {
        tokenTimes: { endSeconds: [0, 2], probabilities: [0.9, 0.8] },
        quality: { ...quality, faults: [] },
      }),
      decodedWindow([FIRST], {
        tokenTimes: { endSeconds: [1], probabilities: [0.7] },
        quality: { ...quality, faults: ['log_probability'] },
      }),
    );
    const decoded = await decodeToEnd(pool, noise(8), request, restRequest);
    expect(decoded.tokenTimes).toEqual({ endSeconds: [0, 2, 3], probabilities: [0.9, 0.8, 0.7] });
    expect(decoded.quality).toEqual({ ...quality, faults: ['log_probability'] });
    expect(decoded.timings.encodeSeconds).toBeCloseTo(2 * decodedWindow([]).timings.encodeSeconds, 9);
  });

  it.each([
    { title: 'the text goes on to the end', tokens: [FIRST, 7], seconds: 10 },
    { title: 'less is left than a sentence takes', tokens: [FIRST, 7, FIRST + 450], seconds: 10 },
    { title: 'nothing was said', tokens: [], seconds: 10 },
    { title: 'no more tokens were allowed', tokens: [FIRST, 7, FIRST + 250], seconds: 10, reachedTokenLimit: true },
    { title: 'no time has passed', tokens: [FIRST], seconds: 10 },
  ])('decodes once where $title', async ({ tokens, seconds, reachedTokenLimit = false }) => {
    const pool = scriptedPool(decodedWindow(tokens, { reachedTokenLimit }));
    expect((await decodeToEnd(pool, noise(seconds), request, restRequest)).tokens).toEqual(tokens);
    expect(pool.lengths).toHaveLength(1);
  });

  it('decodes once where the rest is quiet, and without timestamps', async () => {
    const tokens = [FIRST, 7, FIRST + 250];
    const quiet = noise(10).map((sample, index) => (index < 80_000 ? sample : sample / 50));
    const pool = scriptedPool(decodedWindow(tokens));
    await decodeToEnd(pool, quiet, request, restRequest);
    const plain = { ...request, rules: { ...request.rules, timestamps: undefined } };
    const plainPool = scriptedPool(decodedWindow(tokens));
    await decodeToEnd(plainPool, noise(10), plain, restRequest);
    expect([pool.lengths.length, plainPool.lengths.length]).toEqual([1, 1]);
  });

  it('leaves out a rest that repeats itself, but not the time it took', async () => {
    const quality = { noSpeechProbability: 0.1, temperature: 0, discarded: [], faults: ['repetition' as const] };
    const pool = scriptedPool(decodedWindow([FIRST, 7, FIRST + 100]), decodedWindow([FIRST, 8], { quality }));
    const decoded = await decodeToEnd(pool, noise(10), request, restRequest);
    expect([decoded.tokens, decoded.timings.encodeSeconds]).toEqual([[FIRST, 7, FIRST + 100], 4]);
  });

  it('gives up where the rest has no text, and after eight times', async () => {
    const tokens = [FIRST, 7, FIRST + 100];
    const silent = scriptedPool(decodedWindow(tokens), decodedWindow([]));
    expect((await decodeToEnd(silent, noise(20), request, restRequest)).tokens).toEqual(tokens);
    const endless = scriptedPool(...Array.from({ length: 20 }, () => decodedWindow(tokens)));
    await decodeToEnd(endless, noise(29), request, restRequest);
    // The window, its parts, and the last segment with what is left.
    expect(endless.lengths).toHaveLength(1 + 8 + 1);
  });

  it('decodes a window in halves where its text without timestamps ends far too early', async () => {
    const quality = { noSpeechProbability: 0.1, temperature: 0, faults: [], discarded: [] };
    const plain = { ...request, rules: { ...request.rules, timestamps: undefined } };
    const windows = [[7], Array<number>(8).fill(8), [9, 9]].map((tokens) => decodedWindow(tokens, { quality }));
    const pool = scriptedPool(...windows);
    expect((await decodeToEnd(pool, noise(10), { ...plain, checks: CHECKS }, restRequest)).tokens).toEqual([
      8, 8, 8, 8, 8, 8, 8, 8, 9, 9,
    ]);
    expect(pool.prompts).toEqual([plain.prompt, [1, 3], [1, 3]]);
    const unchecked = scriptedPool(...windows);
    await decodeToEnd(unchecked, noise(10), plain, restRequest);
    expect(unchecked.lengths).toHaveLength(1);
  });

  it('decodes it in halves with timestamps as well', async () => {
    const quality = { noSpeechProbability: 0.1, temperature: 0, faults: [], discarded: [] };
    const half = [FIRST, ...Array<number>(8).fill(8), FIRST + 200];
    const pool = scriptedPool(...[[FIRST, 7], half, half].map((tokens) => decodedWindow(tokens, { quality })));
    const timed = { ...request, checks: CHECKS };
    const { tokens } = await decodeToEnd(pool, noise(10), timed, () => timed);
    expect(tokens.filter((token) => token < FIRST)).toEqual(Array<number>(16).fill(8));
    expect(pool.lengths).toHaveLength(3);
  });
});
