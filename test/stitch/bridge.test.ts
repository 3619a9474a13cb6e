import { describe, expect, it } from 'vitest';
import { findBridge } from '../../src/stitch/bridge.ts';
import { timeWords } from '../../src/stitch/timed-words.ts';
import { window } from './heard-windows.ts';

/** A word for each second. */
function spoken(...spans: readonly (readonly [number, number])[]): string {
  return spans.flatMap(([from, end]) => Array.from({ length: end - from }, (_, second) => `w${String(100 + from + second)}`)).join(' '); // prettier-ignore
}

/** Windows of second 0 to 30, 10 to 45 and 25 to 55: the one between reaches 15 and 20 s beyond what both hold. */
function bridge(left: string, between: string, right: string) {
  const gap = {
    left: window(0, 30, left),
    between: { ...window(10, 45, between), overlapSeconds: 20 },
    right: { ...window(25, 55, right), overlapSeconds: 5 },
  };
  const leftWords = timeWords(gap.left);
  const found = findBridge(leftWords, gap);
  if (!found) return undefined;
  const words = [
    ...leftWords.slice(0, found.leftCount),
    ...found.words,
    ...timeWords(gap.right).slice(found.rightSkip),
  ];
  return words.map(({ text }) => text).join(' ');
}

const ALL = spoken([0, 55]);

describe('findBridge', () => {
  it('tells what one window left out at its beginning, or the other one at its end', () => {
    expect(bridge(spoken([0, 30]), spoken([10, 45]), spoken([33, 55]))).toBe(ALL);
    expect(bridge(spoken([0, 22]), spoken([10, 45]), spoken([26, 55]))).toBe(ALL);
    expect(bridge(spoken([0, 26]), spoken([10, 45]), spoken([29, 55]))).toBe(ALL);
  });

  it('takes from the window between no more than is left out, as it may leave out other words', () => {
    expect(bridge(spoken([0, 30]), spoken([10, 20], [26, 45]), spoken([33, 55]))).toBe(ALL);
    expect(bridge(spoken([0, 30]), spoken([10, 36], [42, 45]), spoken([33, 55]))).toBe(ALL);
  });

  it('gives up a few words at edges, where half a word is all there is, and no more', () => {
    expect(bridge(`${spoken([0, 28])} half`, spoken([10, 45]), `word ${spoken([33, 55])}`)).toBe(ALL);
    expect(bridge(spoken([0, 30]), spoken([10, 26], [31, 45]), spoken([33, 55]))).toBeUndefined();
    expect(bridge(spoken([0, 28]), spoken([10, 33], [37, 45]), spoken([33, 55]))).toBeUndefined();
  });

  it('finds none where a side has nothing in common with the window between, or both meet in it', () => {
    expect(bridge(spoken([0, 30]), spoken([60, 90]), spoken([33, 55]))).toBeUndefined();
    expect(bridge(spoken([0, 30]), spoken([10, 45]), spoken([60, 90]))).toBeUndefined();
    expect(bridge(spoken([0, 30]), spoken([10, 45]), spoken([20, 55]))).toBeUndefined();
  });

  it('gives its words a segment of their own, also where it begins with the left window', () => {
    const left = window(0, 20, spoken([0, 20]));
    const between = { ...window(0, 30, spoken([0, 30])), overlapSeconds: 20 };
    const right = { ...window(15, 45, spoken([25, 45])), overlapSeconds: 5 };
    const words = findBridge(timeWords(left), { left, between, right })?.words;
    expect(words?.map(({ text }) => text).join(' ')).toBe(spoken([20, 26]));
    expect(new Set(words?.map(({ segmentKey }) => segmentKey))).toEqual(new Set(['between/0/0']));
  });
});
