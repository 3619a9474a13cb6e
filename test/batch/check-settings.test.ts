import { describe, expect, it } from 'vitest';
import { checkSettings, type NumericSettings } from '../../src/batch/check-settings.ts';

describe('checkSettings', () => {
  it.each<NumericSettings>([
    {},
    { workers: 1, threads: 8, batchSize: 64 },
    { windowSeconds: 0.5, overlapSeconds: 0.4 },
    { compressionRatioThreshold: 0, logProbabilityThreshold: 0, noSpeechThreshold: 1 },
    { compressionRatioThreshold: Infinity, logProbabilityThreshold: -Infinity, noSpeechThreshold: 0 },
  ])('takes %o', (settings) => {
    expect(() => {
      checkSettings(settings);
    }).not.toThrow();
  });

  it.each<[NumericSettings, string]>([
    [{ batchSize: 0 }, 'Expected the setting `batchSize` to be a whole number of at least 1, found 0.'],
    [{ memoryBytes: -5 }, 'Expected the setting `memoryBytes` to be a whole number of at least 1, found -5.'],
    [{ workers: 1.5 }, 'Expected the setting `workers` to be a whole number of at least 1, found 1.5.'],
    [{ maxNewTokens: NaN }, 'Expected the setting `maxNewTokens` to be a whole number of at least 1, found NaN.'],
    [{ windowSeconds: 31 }, 'Expected the setting `windowSeconds` to be from 0.1 to 30, found 31.'],
    [{ maxDurationSeconds: 0 }, 'Expected the setting `maxDurationSeconds` to be above 0, found 0.'],
    [{ windowSeconds: 0 }, 'Expected the setting `windowSeconds` to be from 0.1 to 30, found 0.'],
    [{ compressionRatioThreshold: -1 }, 'Expected the setting `compressionRatioThreshold` to be at least 0, found -1.'],
    [
      { compressionRatioThreshold: NaN },
      'Expected the setting `compressionRatioThreshold` to be at least 0, found NaN.',
    ],
    [{ logProbabilityThreshold: 0.5 }, 'Expected the setting `logProbabilityThreshold` to be at most 0, found 0.5.'],
    [{ logProbabilityThreshold: NaN }, 'Expected the setting `logProbabilityThreshold` to be at most 0, found NaN.'],
    [{ noSpeechThreshold: 1.2 }, 'Expected the setting `noSpeechThreshold` to be at least 0 and at most 1, found 1.2.'],
    [{ noSpeechThreshold: NaN }, 'Expected the setting `noSpeechThreshold` to be at least 0 and at most 1, found NaN.'],
    [
      { windowSeconds: 5, overlapSeconds: 5 },
      'Expected the setting `overlapSeconds` to be at least 0 and 0.1 below windowSeconds (5), found 5.',
    ],
  ])('refuses %o', (settings, message) => {
    expect(() => {
      checkSettings(settings);
    }).toThrow(new RangeError(message));
  });
});
