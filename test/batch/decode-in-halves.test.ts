import { describe, expect, it } from 'vitest';
import { decodeInHalves, endsEarly } from '../../src/batch/decode-in-halves.ts';
import type { Fault } from '../../src/decode/quality-checks.ts';
import type { DecodedWindow } from '../../src/decode/window-job.ts';
import { WhisperBatchError } from '../../src/errors.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';
import { decodedWindow } from '../helpers/stub-queue.ts';

const checks = {
  noSpeechToken: 49,
  highestCompressionRatio: 2.4,
  lowestLogProbability: -1,
  highestNoSpeechProbability: 0.6,
  temperatures: [0.2],
};
const request = {
  prompt: [1, 2],
  rules: { endToken: 50, suppressTokens: [], beginSuppressTokens: [], timestamps: undefined },
  maxNewTokens: 20,
  checks,
};
const noise = (seconds: number) => seededNoise(seconds * 16_000, 3);
const tokens = (count: number) => Array.from({ length: count }, (_, index) => index);

function judged(count: number, { faults = [] as readonly Fault[], noSpeechProbability = 0.1 } = {}): DecodedWindow {
  const quality = { noSpeechProbability, temperature: 0, faults, discarded: [] };
  return decodedWindow(tokens(count), { quality });
}

describe('endsEarly', () => {
  it('is true of fewer tokens than nine in four seconds, in a window that is loud to its end', () => {
    expect(endsEarly(judged(22), noise(10), request)).toBe(true);
    expect(endsEarly(judged(23), noise(10), request)).toBe(false);
  });

  it('is not true of short windows, of silence, and where nothing is known', () => {
    expect(endsEarly(judged(1), noise(7), request)).toBe(false);
    expect(endsEarly(judged(0, { noSpeechProbability: 0.61 }), noise(10), request)).toBe(false);
    expect(endsEarly(decodedWindow([1]), noise(10), request)).toBe(false);
  });

  it('is not true where no more tokens were allowed, or texts are to be kept as they are', () => {
    expect(endsEarly({ ...judged(3), reachedTokenLimit: true }, noise(10), request)).toBe(false);
    expect(endsEarly(judged(3), noise(10), { ...request, checks: { ...checks, temperatures: [] } })).toBe(false);
  });

  it('counts no timestamps', () => {
    const timestamps = { firstTimestampToken: 100, noTimestampsToken: 99, maxInitialTimestampIndex: 50 };
    const timed = { ...request, rules: { ...request.rules, timestamps } };
    const decoded = { ...judged(0), tokens: [100, ...tokens(22), 150] };
    expect(endsEarly(decoded, noise(10), timed)).toBe(true);
    expect(endsEarly({ ...decoded, tokens: [100, ...tokens(23), 150] }, noise(10), timed)).toBe(false);
  });

  it('is not true of a window that is mostly silence', () => {
    const sparse = noise(10).map((sample, index) => (index % 16_000 < 4800 ? sample : sample / 50));
    // Three seconds of it are loud.
    expect(endsEarly(judged(7), sparse, request)).toBe(false);
    expect(endsEarly(judged(6), sparse, request)).toBe(true);
  });

  it('is not true of a few words and a quiet half', () => {
    const quiet = noise(10).map((sample, index) => (index < 80_000 ? sample : sample / 50));
    expect(endsEarly(judged(3), quiet, request)).toBe(false);
  });
});

describe('decodeInHalves', () => {
  /** A pool that gives these windows one after the other, and the lengths of what it was given. */
  function scriptedPool(...windows: readonly DecodedWindow[]) {
    const lengths: number[] = [];
    const transcribe = ({ samples }: { readonly samples: Float32Array }) =>
      Promise.resolve(windows[lengths.push(samples.length) - 1]!);
    return { lengths, transcribe };
  }

  it('takes the text of both halves and keeps what was discarded', async () => {
    const samples = noise(10);
    // The pause is at 6 s.
    samples.fill(0, 5.8 * 16_000, 6.2 * 16_000);
    const pool = scriptedPool(judged(20), judged(15));
    const decoded = await decodeInHalves(pool, samples, judged(3), request);
    expect(pool.lengths[0]).toBeCloseTo(96_000, -4);
    expect(pool.lengths[0]! + pool.lengths[1]!).toBe(160_000);
    expect(decoded.tokens).toEqual([...tokens(20), ...tokens(15)]);
    expect(decoded.quality).toEqual({
      noSpeechProbability: 0.1,
      temperature: 0,
      faults: [],
      discarded: [{ temperature: 0, faults: ['early_end'], averageLogProbability: -0.5, tokenCount: 3 }],
    });
    // All three decodings took time.
    expect(decoded.timings.encodeSeconds).toBe(6);
  });

  it('keeps the language that the whole window was heard to be in', async () => {
    const language = { token: 7, probability: 0.9, isSilent: false };
    const whole = { ...judged(3), language };
    expect(await decodeInHalves(scriptedPool(judged(9), judged(9)), noise(10), whole, request)).toMatchObject({
      language,
    });
  });

  it('leaves out what it hears in a half that is probably no speech', async () => {
    const pool = scriptedPool(judged(20), judged(4, { noSpeechProbability: 0.7 }));
    expect((await decodeInHalves(pool, noise(10), judged(3), request)).tokens).toEqual(tokens(20));
  });

  it('takes a quarter more and nothing less, as slow speech has a token more or less in halves', async () => {
    const length = async (left: number, right: number, changes: Partial<DecodedWindow> = {}) => {
      const whole = { ...judged(20), ...changes };
      return (await decodeInHalves(scriptedPool(judged(left), judged(right)), noise(10), whole, request)).tokens.length;
    };
    expect([await length(12, 12), await length(12, 13)]).toEqual([20, 25]);
    // What had no room to end may be as long.
    expect([await length(9, 10, { reachedTokenLimit: true }), await length(10, 11, { reachedTokenLimit: true })]).toEqual([20, 21]); // prettier-ignore
  });

  it.each([
    { title: 'still too short', halves: [judged(5), judged(4)] },
    { title: 'repetitive', halves: [judged(20), judged(30, { faults: ['repetition'] })] },
  ])('stays with the text it has where that of the halves is $title', async ({ halves }) => {
    const decoded = await decodeInHalves(scriptedPool(...halves), noise(10), judged(3), request);
    expect([decoded.tokens, decoded.timings.encodeSeconds]).toEqual([tokens(3), 6]);
    expect(decoded.quality?.discarded.map(({ faults, tokenCount }) => [faults.at(-1), tokenCount])).toEqual([
      ['unused_part', halves[0]!.tokens.length + halves[1]!.tokens.length],
    ]);
  });

  it('moves the timestamps of the second half', async () => {
    const timestamps = { firstTimestampToken: 100, noTimestampsToken: 99, maxInitialTimestampIndex: 50 };
    const timed = { ...request, rules: { ...request.rules, timestamps } };
    const half = { ...judged(0), tokens: [100, ...tokens(9), 200] };
    const pool = scriptedPool(half, half);
    const { tokens: joined } = await decodeInHalves(pool, noise(10), judged(3), timed);
    const steps = pool.lengths[0]! / 320;
    expect(Number.isInteger(steps)).toBe(true);
    expect(joined).toEqual([...half.tokens, 100 + steps, ...tokens(9), 200 + steps]);
  });

  it('stays with the text it has where a half cannot be decoded, unless the run is cancelled', async () => {
    const failing = (code: 'WORKER_FAILED' | 'CANCELLED') => ({
      transcribe: () => Promise.reject(new WhisperBatchError(code, 'No.', '')),
    });
    expect(await decodeInHalves(failing('WORKER_FAILED'), noise(10), judged(3), request)).toEqual(judged(3));
    await expect(decodeInHalves(failing('CANCELLED'), noise(10), judged(3), request)).rejects.toThrow('No.');
  });
});
