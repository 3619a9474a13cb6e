import { describe, expect, it } from 'vitest';
import { findFaults, mayTryAgain, type Attempt, type QualityChecks } from '../../src/decode/quality-checks.ts';

const checks: QualityChecks = {
  noSpeechToken: 0,
  highestCompressionRatio: 2.4,
  lowestLogProbability: -1,
  highestNoSpeechProbability: 0.6,
  temperatures: [],
};
const good: Attempt = {
  temperature: 0,
  tokens: [1, 2, 3, 4, 5, 6, 7, 8],
  tokenProbabilities: [],
  averageLogProbability: -1,
  reachedTokenLimit: false,
  isLoop: false,
};

function faults(changes: Partial<Attempt>, noSpeech = 0.6, ratio = 2.4, durationSeconds = 5): readonly string[] {
  const window = { durationSeconds, noSpeechProbability: noSpeech };
  return findFaults({ ...good, ...changes }, checks, window, () => ratio);
}

describe('findFaults', () => {
  it('finds none where every figure is just at its threshold', () => {
    expect(faults({})).toEqual([]);
  });

  it('names each threshold that is not met', () => {
    expect(faults({ isLoop: true })).toEqual(['repetition']);
    expect(faults({}, 0.6, 2.41)).toEqual(['compression_ratio']);
    expect(faults({ averageLogProbability: -1.01 })).toEqual(['log_probability']);
    expect(faults({ isLoop: true, averageLogProbability: -2 }, 0.1, 3)).toEqual([
      'repetition',
      'compression_ratio',
      'log_probability',
    ]);
  });

  it('believes what only compresses too well where it is likely, ends by itself and is hardly silence', () => {
    const likely = { averageLogProbability: -0.49 };
    expect(faults(likely, 0.6, 5)).toEqual([]);
    expect(faults({ averageLogProbability: -0.5 }, 0.6, 5)).toEqual(['compression_ratio']);
    expect(faults({ ...likely, reachedTokenLimit: true }, 0.6, 5)).toEqual(['compression_ratio']);
    expect(faults({ ...likely, isLoop: true }, 0.6, 5)).toEqual(['repetition', 'compression_ratio']);
    expect(faults(likely, 0.61, 5)).toEqual(['compression_ratio']);
  });

  it('believes nothing under a lower threshold than usual', () => {
    const window = { durationSeconds: 5, noSpeechProbability: 0.1 };
    const attempt = { ...good, averageLogProbability: -0.1 };
    const strict = { ...checks, highestCompressionRatio: 2.3 };
    expect(findFaults(attempt, strict, window, () => 2.31)).toEqual(['compression_ratio']);
    expect(findFaults(attempt, { ...checks, highestCompressionRatio: 3 }, window, () => 3.01)).toEqual([]);
  });

  it('does not judge the few tokens of a short window by their average, unless nobody speaks', () => {
    const few = { tokens: [1, 2, 3, 4, 5, 6, 7], averageLogProbability: -2 };
    expect([faults(few), faults(few, 0.61)]).toEqual([[], ['no_speech']]);
  });

  it('takes few and unlikely tokens of a longer window for a text that ended too early', () => {
    const few = { tokens: [1, 2], averageLogProbability: -1.01 };
    expect(faults(few, 0.1, 1, 6.1)).toEqual(['log_probability']);
  });

  it('finds silence only where speech is improbable and the text is as well', () => {
    expect(faults({ averageLogProbability: -1.01, isLoop: true }, 0.61, 3)).toEqual(['no_speech']);
    expect(faults({}, 0.99)).toEqual([]);
  });
});

describe('mayTryAgain', () => {
  it('allows it where there are temperatures to try', () => {
    expect([undefined, checks, { ...checks, temperatures: [0.2] }].map(mayTryAgain)).toEqual([false, false, true]);
  });
});
