import { describe, expect, it } from 'vitest';
import type { Fault, WindowQuality } from '../../src/decode/quality-checks.ts';
import { countQuality } from '../../src/metrics/quality-counts.ts';

function window(faults: readonly Fault[], discardedCount: number) {
  const attempt = { temperature: 0, faults: [], averageLogProbability: -2, tokenCount: 9 };
  const discarded: WindowQuality['discarded'] = Array.from({ length: discardedCount }, () => attempt);
  return {
    startSeconds: 0,
    endSeconds: 1,
    overlapSeconds: 0,
    text: '',
    segments: [],
    reachedTokenLimit: false,
    averageLogProbability: -0.5,
    quality: { noSpeechProbability: 0, compressionRatio: 1, temperature: 0, faults, discarded },
  };
}

describe('countQuality', () => {
  it('counts windows by what became of them, and attempts', () => {
    const windows = [
      window([], 0),
      window([], 2),
      window(['log_probability'], 5),
      window(['no_speech'], 1),
      window(['no_speech'], 3),
    ];
    expect(countQuality(windows)).toEqual({
      windowsDecodedAgain: 3,
      windowsTakenForSilence: 2,
      windowsOfDoubtfulText: 1,
      discardedAttempts: 11,
    });
  });

  it('counts nothing where nothing was checked', () => {
    const { quality, ...unchecked } = window([], 3);
    expect(quality.discarded).toHaveLength(3);
    expect(countQuality([unchecked])).toEqual({
      windowsDecodedAgain: 0,
      windowsTakenForSilence: 0,
      windowsOfDoubtfulText: 0,
      discardedAttempts: 0,
    });
  });
});
