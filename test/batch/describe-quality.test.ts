import { describe, expect, it } from 'vitest';
import { describeQuality } from '../../src/batch/describe-quality.ts';
import { window } from '../stitch/heard-windows.ts';
import type { WindowQuality } from '../../src/decode/quality-checks.ts';

const discarded = { temperature: 0, averageLogProbability: -2, tokenCount: 9 };

function described(changes: Partial<WindowQuality>) {
  const quality = {
    noSpeechProbability: 0.1,
    compressionRatio: 1,
    temperature: 0,
    faults: [],
    discarded: [],
    ...changes,
  };
  return describeQuality({
    startSeconds: 30,
    endSeconds: 59.5,
    overlapSeconds: 0,
    text: '',
    segments: [],
    reachedTokenLimit: false,
    averageLogProbability: -0.5,
    quality,
  });
}

describe('describeQuality', () => {
  it('says where a further window was heard', () => {
    const between = window(20, 50, 'aa');
    expect(describeQuality({ ...window(30, 59.5, 'aa'), overlapSeconds: 5, between })).toEqual([
      'two windows that meet at 0:32.5 have no words in common: a further one was heard there',
    ]);
  });

  it('has nothing to say of good windows', () => {
    expect(described({})).toEqual([]);
  });

  it('says why a window was decoded again', () => {
    const faults = ['repetition', 'compression_ratio'] as const;
    expect(
      described({
        temperature: 0.4,
        discarded: [
          { ...discarded, faults },
          { ...discarded, faults: ['repetition'] },
        ],
      }),
    ).toEqual([
      'the text of 0:30.0–0:59.5 was decoded again at temperature 0.4: it repeated itself, its compression ratio was too high',
    ]);
  });

  it('says that a window was decoded in halves', () => {
    expect(described({ discarded: [{ ...discarded, faults: ['early_end'] }] })).toEqual([
      'the text of 0:30.0–0:59.5 was decoded again in halves: it ended too early',
    ]);
  });

  it('has nothing to say of a part that was decoded again for nothing', () => {
    expect(described({ discarded: [{ ...discarded, faults: ['repetition', 'unused_part'] }] })).toEqual([]);
    expect(described({ discarded: [{ ...discarded, faults: ['no_speech'] }] })).toEqual([]);
  });

  it('says what speaks against a text that was kept all the same', () => {
    expect(described({ faults: ['log_probability'], discarded: [{ ...discarded, faults: ['repetition'] }] })).toEqual([
      'the text of 0:30.0–0:59.5 is doubtful: its probability was too low',
    ]);
  });

  it('says where silence was taken for text', () => {
    expect(described({ noSpeechProbability: 0.876, faults: ['no_speech'] })).toEqual([
      '0:30.0–0:59.5 was taken for silence (probability 0.88), its text left out',
    ]);
  });
});
