import { KEPT_SECONDS } from '../audio/silence-skipper.ts';
import { splitWords, type Word } from './words.ts';

/** Text between two times, in seconds from the start of a window. */
export interface TimedText {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly text: string;
}

/**
 * Splits a segment where silence was left out within it, so that no part of it lasts through that silence. Beside a
 * silence nothing is said: a segment that only reaches into what was kept of it is cut off there, and words are shared
 * out by their lengths over the rest. A part that would have none is left out.
 *
 * @param moments where silence was left out, in order, in seconds from the start of the window
 */
export function splitAtSilence(segment: TimedText, moments: readonly number[]): TimedText[] {
  const { startSeconds, endSeconds } = withoutSilentEdges(segment, moments);
  const inside = [...new Set(moments)].filter((moment) => moment > startSeconds && moment < endSeconds);
  if (inside.length === 0) return [{ ...segment, startSeconds, endSeconds }];
  const parts = [startSeconds, ...inside].map((start, index) => ({
    startSeconds: start,
    endSeconds: inside[index] ?? endSeconds,
    // Half a second of silence was kept on each side.
    spokenSeconds:
      (inside[index] ?? endSeconds) - start - KEPT_SECONDS * (index === 0 || index === inside.length ? 1 : 2),
  }));
  return shareWords(splitWords(segment.text), parts).filter(({ text }) => text !== '');
}

// Model and detector differ by less than what was kept; the rest of a segment is never less than that.
function withoutSilentEdges({ startSeconds, endSeconds }: TimedText, moments: readonly number[]) {
  const first = moments.find((moment) => moment > startSeconds && moment - startSeconds <= KEPT_SECONDS);
  const last = moments.findLast((moment) => moment < endSeconds && endSeconds - moment <= KEPT_SECONDS);
  const start = first !== undefined && endSeconds - first > KEPT_SECONDS ? first : startSeconds;
  const end = last !== undefined && last - start > KEPT_SECONDS ? last : endSeconds;
  return { startSeconds: start, endSeconds: end };
}

interface Part {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly spokenSeconds: number;
}

/** Each word goes to the part in which its middle is said. */
function shareWords(words: readonly Word[], parts: readonly Part[]): TimedText[] {
  const letters = words.reduce((total, { text }) => total + text.length, 0);
  const weights = parts.map(({ spokenSeconds }) => Math.max(spokenSeconds, 1e-3));
  const secondsPerLetter = weights.reduce((total, weight) => total + weight, 0) / letters;
  let [next, lettersSaid, secondsPassed] = [0, 0, 0];
  return parts.map(({ startSeconds, endSeconds }, index) => {
    secondsPassed += weights[index] ?? 0;
    const first = next;
    const isLast = index === parts.length - 1;
    for (let word = words[next]; word !== undefined; word = words[next]) {
      if (!isLast && (lettersSaid + word.text.length / 2) * secondsPerLetter >= secondsPassed) break;
      lettersSaid += word.text.length;
      next += 1;
    }
    return { startSeconds, endSeconds, text: joinWords(words.slice(first, next)) };
  });
}

function joinWords(words: readonly Word[]): string {
  return words
    .map(({ gap, text }) => gap + text)
    .join('')
    .trim();
}
