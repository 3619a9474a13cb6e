import { describe, expect, it } from 'vitest';
import { createTranscriptReader, windowPlace } from '../../src/batch/read-transcript.ts';

const decodeText = (tokens: readonly number[]): string => tokens.map((token) => ` w${String(token)}`).join('');
const options = { decodeText, firstTimestampToken: 100 };
const decoded = { averageLogProbability: -0.25, reachedTokenLimit: true };
const place = { index: 1, startSeconds: 60, overlapSeconds: 4, durationSeconds: 20 };

describe('windowPlace', () => {
  it('keeps everything of a window but its samples, whose length becomes seconds', () => {
    const samples = new Float32Array(8000);
    expect(windowPlace({ index: 2, startSeconds: 30, overlapSeconds: 1, samples })).toEqual({
      index: 2,
      startSeconds: 30,
      overlapSeconds: 1,
      durationSeconds: 0.5,
    });
  });
});

describe('createTranscriptReader', () => {
  it('counts silence that was left out of a window', () => {
    const read = createTranscriptReader({ ...options, hasTimestamps: true });
    const skipping = {
      ...place,
      skips: [{ atSeconds: 3, seconds: 50, keptBeforeSeconds: 0.5, keptAfterSeconds: 0.5 }],
    };
    const { endSeconds, overlapSeconds, segments } = read(skipping, { ...decoded, tokens: [100, 1, 200, 250, 2] });
    expect(segments).toEqual([
      { startSeconds: 60, endSeconds: 62, text: 'w1' },
      { startSeconds: 113, endSeconds: 130, text: 'w2' },
    ]);
    expect([endSeconds, overlapSeconds]).toEqual([130, 54]);
    expect(read(skipping, { ...decoded, tokens: [100, 1, 2, 400] }).segments).toEqual([
      { startSeconds: 60, endSeconds: 63, text: 'w1' },
      { startSeconds: 113, endSeconds: 116, text: 'w2' },
    ]);
  });

  it('gives the text without segments when there are no timestamps', () => {
    const read = createTranscriptReader({ ...options, hasTimestamps: false });
    // A timestamp that came unasked is no text.
    expect(read(place, { ...decoded, tokens: [1, 150, 2] })).toEqual({
      startSeconds: 60,
      endSeconds: 80,
      overlapSeconds: 4,
      text: 'w1 w2',
      segments: [],
      reachedTokenLimit: true,
      averageLogProbability: -0.25,
    });
  });

  it('gives segments in the time of the recording', () => {
    const read = createTranscriptReader({ ...options, hasTimestamps: true });
    const { text, segments } = read(place, { ...decoded, tokens: [100, 1, 200, 250, 2] });
    expect(text).toBe('w1 w2');
    expect(segments).toEqual([
      { startSeconds: 60, endSeconds: 62, text: 'w1' },
      { startSeconds: 63, endSeconds: 80, text: 'w2' },
    ]);
  });

  it('gives words in the time of the recording where the times of tokens are known', () => {
    const read = createTranscriptReader({ ...options, hasTimestamps: true });
    const tokenTimes = { endSeconds: [0.5, 1, 1.5, 2], probabilities: [1, 0.5, 0.25, 1] };
    const { segments } = read(place, { ...decoded, tokens: [100, 1, 2, 200], tokenTimes });
    expect(segments).toEqual([
      {
        startSeconds: 60.5,
        endSeconds: 61.5,
        text: 'w1 w2',
        words: [
          { text: 'w1', startSeconds: 60.5, endSeconds: 61, probability: 0.5 },
          { text: 'w2', startSeconds: 61, endSeconds: 61.5, probability: 0.25 },
        ],
      },
    ]);
  });

  it('lets no segment with words last through silence that was left out', () => {
    const read = createTranscriptReader({ ...options, hasTimestamps: true });
    const tokenTimes = { endSeconds: [0.5, 1, 1.8, 3, 3], probabilities: [1, 1, 1, 1, 1] };
    const skipping = {
      ...place,
      skips: [{ atSeconds: 2, seconds: 50, keptBeforeSeconds: 0.5, keptAfterSeconds: 0.5 }],
    };
    const { segments } = read(skipping, { ...decoded, tokens: [100, 1, 2, 3, 250], tokenTimes });
    expect(segments.map(({ startSeconds, endSeconds, text }) => [text, startSeconds, endSeconds])).toEqual([
      ['w1 w2', 60.5, 61.8],
      ['w3', 112, 113],
    ]);
  });

  it('lets no word last through silence that was left out', () => {
    const read = createTranscriptReader({ ...options, hasTimestamps: true });
    const tokenTimes = { endSeconds: [0.5, 1, 1.2, 2.5, 3], probabilities: [1, 1, 1, 1, 1] };
    const silence = { atSeconds: 2, seconds: 50, keptBeforeSeconds: 0.1, keptAfterSeconds: 0.1 };
    const heard = { ...decoded, tokens: [100, 1, 2, 3, 250], tokenTimes };
    const { segments } = read({ ...place, skips: [silence] }, heard);
    expect(segments.map(({ startSeconds, endSeconds, text }) => [text, startSeconds, endSeconds])).toEqual([
      ['w1 w2', 60.5, 61.2],
      ['w3', 112, 112.5],
    ]);
  });

  it('lets a segment whose first word lies behind silence begin there', () => {
    const read = createTranscriptReader({ ...options, hasTimestamps: true });
    const tokenTimes = { endSeconds: [0.5, 2.5, 3, 3.5], probabilities: [1, 1, 1, 1] };
    const silence = { atSeconds: 2, seconds: 50, keptBeforeSeconds: 0.1, keptAfterSeconds: 0.1 };
    const heard = { ...decoded, tokens: [100, 1, 2, 250], tokenTimes };
    const { segments } = read({ ...place, skips: [silence] }, heard);
    expect(segments.map(({ startSeconds, endSeconds, text }) => [text, startSeconds, endSeconds])).toEqual([
      ['w1 w2', 112, 113],
    ]);
  });

  it('lets a segment last through a pause that was shortened', () => {
    const pause = { atSeconds: 2, seconds: 2.7, keptBeforeSeconds: 0.1, keptAfterSeconds: 0.1 };
    const read = createTranscriptReader({ ...options, hasTimestamps: true });
    const heard = { ...decoded, tokens: [100, 1, 2, 3, 250] };
    const tokenTimes = { endSeconds: [0.5, 1, 1.8, 3, 3], probabilities: [1, 1, 1, 1, 1] };
    const expected = [{ startSeconds: 60, endSeconds: 65.7, text: 'w1 w2 w3' }];
    expect(read({ ...place, skips: [pause] }, heard).segments).toEqual(expected);
    expect(read({ ...place, skips: [pause] }, { ...heard, tokenTimes }).segments).toHaveLength(1);
    const silence = { ...pause, seconds: 2.9 };
    expect(read({ ...place, skips: [silence] }, heard).segments).toHaveLength(2);
  });

  it('has nothing to say about a silent window', () => {
    const read = createTranscriptReader({ ...options, hasTimestamps: true });
    expect(read(place, { ...decoded, tokens: [] })).toMatchObject({ text: '', segments: [] });
  });
});
