import type { TimedSegment, WindowWord } from '../decode/timed-segment.ts';

/**
 * Splits a segment whose words have times where silence was left out between them, so that no part of it lasts through
 * that silence.
 *
 * @param moments where silence was left out, in order, in seconds from the start of the window
 */
export function splitWordsAtSilence(segment: TimedSegment, moments: readonly number[]): TimedSegment[] {
  const groups = groupBySide(segment.words, moments);
  if (groups.length < 2) return [segment];
  const starts = startsInText(segment.text, groups);
  if (starts === undefined) return [segment];
  return groups.map((words, index) => ({
    startSeconds: index === 0 ? segment.startSeconds : (words[0] ?? segment).startSeconds,
    endSeconds: index === groups.length - 1 ? segment.endSeconds : (words.at(-1) ?? segment).endSeconds,
    text: segment.text.slice(starts[index], starts[index + 1]).trim(),
    words,
  }));
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
