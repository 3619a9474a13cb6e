import type { WindowTranscript } from '../../src/stitch/transcript.ts';

/** A word and when it was really spoken. */
export interface SpokenWord {
  readonly text: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** Words spoken one after the other, each as long as its letters take. */
export function speak(words: readonly string[], secondsPerLetter = 0.07): SpokenWord[] {
  let cursor = 0;
  return words.map((text) => {
    const startSeconds = cursor;
    cursor += (text.length + 1) * secondsPerLetter;
    return { text, startSeconds, endSeconds: cursor };
  });
}

export interface Hearing {
  readonly windowSeconds: number;
  readonly overlapSeconds: number;
  /** Words misheard at each cut edge, where half a word is all there is. */
  readonly wrongAtEdges: number;
  readonly withSegments: boolean;
}

/** What windows of a fixed overlap hear of spoken words; the words a cut goes through are lost to that window. */
export function hearWindows(spoken: readonly SpokenWord[], hearing: Hearing): WindowTranscript[] {
  const durationSeconds = spoken.at(-1)?.endSeconds ?? 0;
  const windows: WindowTranscript[] = [];
  for (let start = 0; ; start += hearing.windowSeconds - hearing.overlapSeconds) {
    const end = Math.min(start + hearing.windowSeconds, durationSeconds);
    const isLast = end >= durationSeconds;
    const heard = spoken.filter((word) => word.startSeconds >= start - 1e-9 && word.endSeconds <= end + 1e-9);
    const spoiled = heard.map((word, index) => {
      const fromEnd = heard.length - 1 - index;
      const isWrong = (index < hearing.wrongAtEdges && start > 0) || (fromEnd < hearing.wrongAtEdges && !isLast);
      return isWrong ? { ...word, text: `wrong${String(start)}x${String(index)}` } : word;
    });
    windows.push({
      ...window(start, end, spoiled.map(({ text }) => text).join(' ')),
      overlapSeconds: start === 0 ? 0 : hearing.overlapSeconds,
      segments: hearing.withSegments ? groupBySix(spoiled) : [],
    });
    if (isLast) return windows;
  }
}

/** A window with the real times of the words it heard in its segments. */
export function withWords(heard: WindowTranscript, spoken: readonly SpokenWord[]): WindowTranscript {
  const segments = heard.segments.map((segment) => {
    const isInside = ({ startSeconds, endSeconds }: SpokenWord): boolean =>
      startSeconds >= segment.startSeconds - 1e-9 && endSeconds <= segment.endSeconds + 1e-9;
    return { ...segment, words: spoken.filter(isInside).map((word) => ({ ...word, probability: 0.5 })) };
  });
  return { ...heard, segments };
}

/** A window without overlap that was heard to say a text. */
export function window(startSeconds: number, endSeconds: number, text: string): WindowTranscript {
  return {
    startSeconds,
    endSeconds,
    overlapSeconds: 0,
    text,
    segments: [],
    reachedTokenLimit: false,
    averageLogProbability: -0.2,
  };
}

function groupBySix(words: readonly SpokenWord[]): WindowTranscript['segments'] {
  return Array.from({ length: Math.ceil(words.length / 6) }, (_, index) => {
    const group = words.slice(index * 6, index * 6 + 6);
    return {
      startSeconds: group[0]?.startSeconds ?? 0,
      endSeconds: group.at(-1)?.endSeconds ?? 0,
      text: group.map(({ text }) => text).join(' '),
    };
  });
}
