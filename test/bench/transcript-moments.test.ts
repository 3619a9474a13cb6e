import { describe, expect, it } from 'vitest';
import { momentsOfTranscript } from '../../src/bench/transcript-moments.ts';

const word = (text: string, startSeconds: number) => ({
  text,
  startSeconds,
  endSeconds: startSeconds + 1,
  probability: 1,
});
const spoken = { startSeconds: 0, endSeconds: 10, text: 'Ask not.', words: [word('Ask', 1), word('not.', 6)] };

describe('momentsOfTranscript', () => {
  it('takes the middle of each word, and as joins where windows start or the middle of what two of them hold', () => {
    const windows = [
      { startSeconds: 0, overlapSeconds: 0 },
      { startSeconds: 28.5, overlapSeconds: 0 },
      { startSeconds: 55, overlapSeconds: 5 },
    ];
    expect(
      momentsOfTranscript({ durationSeconds: 80, transcript: { text: 'Ask not.', segments: [spoken], windows } }),
    ).toEqual({
      moments: [
        { word: 'Ask', seconds: 1.5 },
        { word: 'not.', seconds: 6.5 },
      ],
      joinSeconds: [28.5, 57.5],
    });
  });

  it('spreads words over their segments, or over the recording, where times of words are not known', () => {
    const secondsOf = (segments: readonly { startSeconds: number; endSeconds: number; text: string }[]) =>
      momentsOfTranscript({ durationSeconds: 20, transcript: { text: 'Ask not.', segments, windows: [] } }).moments.map(
        ({ seconds }) => Math.round(seconds),
      );
    expect(secondsOf([{ startSeconds: 10, endSeconds: 19, text: 'Ask not.' }])).toEqual([12, 17]);
    expect(secondsOf([])).toEqual([4, 14]);
  });
});
