import type { JoinedText } from '../metrics/seam-errors.ts';
import type { WordMoment } from '../metrics/time-normalized-words.ts';
import { timeWords } from '../stitch/timed-words.ts';
import type { Segment, Transcript, WindowTranscript } from '../stitch/transcript.ts';

/** A transcript as it is timed: its windows only by where they start and what they share with the one before. */
export interface TimedTranscript {
  readonly durationSeconds: number;
  readonly transcript: Pick<Transcript, 'text' | 'segments'> & {
    readonly windows: readonly Pick<WindowTranscript, 'startSeconds' | 'overlapSeconds'>[];
  };
}

/** When the words of a transcript were spoken, and where its windows join. */
export function momentsOfTranscript(timed: TimedTranscript): Pick<JoinedText, 'moments' | 'joinSeconds'> {
  const [, ...joined] = timed.transcript.windows;
  // The words of one window pass to those of the next near the middle of what both hold.
  const joinSeconds = joined.map(({ startSeconds, overlapSeconds }) => startSeconds + overlapSeconds / 2);
  return { moments: wordMoments(timed), joinSeconds };
}

/** By the times of words where all segments have them, else spread over the segments by length. */
function wordMoments({ durationSeconds, transcript: { text, segments } }: TimedTranscript): WordMoment[] {
  const spoken = segments.flatMap(({ words }: Segment) => words ?? []);
  if (spoken.length > 0 && segments.every(({ words }) => words !== undefined)) {
    return spoken.map((word) => ({ word: word.text, seconds: (word.startSeconds + word.endSeconds) / 2 }));
  }
  const whole = { text, segments, startSeconds: 0, endSeconds: durationSeconds };
  const words = timeWords({ ...whole, overlapSeconds: 0, reachedTokenLimit: false, averageLogProbability: 0 });
  return words.map((word) => ({ word: word.text, seconds: (word.startSeconds + word.endSeconds) / 2 }));
}
