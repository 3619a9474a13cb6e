import { describe, expect, it } from 'vitest';
import { addTimings, joinDecoded, repeatsItself, withUnused } from '../../src/batch/join-decoded.ts';
import { decodedWindow } from '../helpers/stub-queue.ts';

const quality = { noSpeechProbability: 0.1, temperature: 0, faults: [], discarded: [] };

describe('joinDecoded', () => {
  it('puts texts together and weighs their probabilities by their lengths, end tokens included', () => {
    const left = decodedWindow([1, 2, 3], { averageLogProbability: -0.1 });
    const right = decodedWindow([4], { averageLogProbability: -0.7, reachedTokenLimit: true });
    const joined = joinDecoded(left, right);
    expect([joined.tokens, joined.reachedTokenLimit]).toEqual([[1, 2, 3, 4], true]);
    expect(joined.averageLogProbability).toBeCloseTo((4 * -0.1 + 2 * -0.7) / 6, 12);
  });

  it('moves timestamps by where the second part begins, and nothing else', () => {
    const joined = joinDecoded(decodedWindow([100, 7]), decodedWindow([100, 8, 150]), {
      steps: 30,
      firstTimestampToken: 100,
    });
    expect(joined.tokens).toEqual([100, 7, 130, 8, 180]);
  });

  it('tells the highest temperature and whatever speaks against either part', () => {
    const left = decodedWindow([1], { quality: { ...quality, faults: ['repetition'] } });
    const right = decodedWindow([2], { quality: { ...quality, temperature: 0.4, faults: ['repetition'] } });
    expect(joinDecoded(left, right).quality).toEqual({ ...quality, temperature: 0.4, faults: ['repetition'] });
  });
});

describe('addTimings', () => {
  it('adds what both took', () => {
    const { timings } = decodedWindow([]);
    expect(addTimings(timings, timings)).toEqual({
      queueSeconds: 2,
      encodeSeconds: 4,
      decoderSeconds: 6,
      decoderSteps: 8,
    });
  });
});

describe('repeatsItself', () => {
  it('is true of loops and of what compresses too well', () => {
    const withFault = (fault: 'repetition' | 'compression_ratio' | 'log_probability') =>
      repeatsItself(decodedWindow([1], { quality: { ...quality, faults: [fault] } }));
    expect([withFault('repetition'), withFault('compression_ratio'), withFault('log_probability')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(repeatsItself(decodedWindow([1]))).toBe(false);
  });
});

describe('withUnused', () => {
  it('leaves the text as it is, adds the time, and keeps a record of what was not used', () => {
    const tried = { temperature: 0.2, faults: ['repetition'] as const, averageLogProbability: -1, tokenCount: 5 };
    const unused = decodedWindow([2, 3], { quality: { ...quality, temperature: 0.4, discarded: [tried] } });
    const kept = withUnused(decodedWindow([1], { quality }), unused);
    expect([kept.tokens, kept.timings.encodeSeconds]).toEqual([[1], 4]);
    expect(kept.quality?.discarded).toEqual([
      { ...tried, faults: ['repetition', 'unused_part'] },
      { temperature: 0.4, faults: ['unused_part'], averageLogProbability: -0.5, tokenCount: 2 },
    ]);
    expect(withUnused(decodedWindow([1]), unused).quality).toBeUndefined();
  });

  it('lists an attempt that was taken for silence once', () => {
    const silent = { temperature: 0, faults: ['no_speech'] as const, averageLogProbability: -1.3, tokenCount: 3 };
    const unused = decodedWindow([], { quality: { ...quality, faults: ['no_speech'], discarded: [silent] } });
    const { discarded } = withUnused(decodedWindow([1], { quality }), unused).quality!;
    expect(discarded).toEqual([{ ...silent, faults: ['no_speech', 'unused_part'] }]);
  });
});
