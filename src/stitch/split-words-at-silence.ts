import type { TimedSegment, WindowWord } from '../decode/timed-segment.ts';

/**
 * Splits a segment whose words have times where silence was left out between them, so that no part of it lasts through
 * that silence.
 *
 * @param moments where silence was left out, in order, in seconds from the start of the window
 */
export function splitWordsAtSilence(segment: TimedSegment, moments: readonly number[]): TimedSegment[] {
  const { startSeconds, endSeconds } = withoutSilentEdges(segment, moments);
  const groups = groupBySide(segment.words, moments);
  const starts = startsInText(segment.text, groups);
  if (groups.length < 2 || starts === undefined) return [{ ...segment, startSeconds, endSeconds }];
  return groups.map((words, index) => ({
    startSeconds: index === 0 ? startSeconds : (words[0] ?? segment).startSeconds,
    endSeconds: index === groups.length - 1 ? endSeconds : (words.at(-1) ?? segment).endSeconds,
    text: segment.text.slice(starts[index], starts[index + 1]).trim(),
    words,
  }));
}

/** From the first word and to the last where a silence lies in front of the one or behind the other. */
function withoutSilentEdges({ startSeconds, endSeconds, words }: TimedSegment, moments: readonly number[]) {
  const [start, end] = [words[0]?.startSeconds ?? startSeconds, words.at(-1)?.endSeconds ?? endSeconds];
  const isLate = moments.some((moment) => moment > startSeconds && moment <= start);
  const isEarly = moments.some((moment) => moment >= end && moment < endSeconds);
  return { startSeconds: isLate ? start : startSeconds, endSeconds: isEarly ? end : endSeconds };
}

/** Neighbouring words that have the same silences before their middle. */
function groupBySide(words: readonly WindowWord[], moments: readonly number[]): WindowWord[][] {
  const groups: WindowWord[][] = [];
  let side: number | undefined;
  for (const word of words) {
    const middle = (word.startSeconds + word.endSeconds) / 2;
    const passed = moments.filter((moment) => moment < middle).length;
    if (passed === side) groups.at(-1)?.push(word);
    else groups.push([word]);
    side = passed;
  }
  return groups;
}

// The first group has whatever stands before its first word; `undefined` where the words are not those of the text.
function startsInText(text: string, groups: readonly (readonly WindowWord[])[]): number[] | undefined {
  const starts: number[] = [];
  let cursor = 0;
  for (const words of groups) {
    for (const [index, word] of words.entries()) {
      const found = text.indexOf(word.text, cursor);
      if (found < 0) return undefined;
      if (index === 0) starts.push(starts.length === 0 ? 0 : found);
      cursor = found + word.text.length;
    }
  }
  return starts;
}
