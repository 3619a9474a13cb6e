import { describe, expect, it } from 'vitest';
import { breakCost, joinCost } from '../../src/output/break-cost.ts';
import type { CueWord } from '../../src/output/cue-words.ts';

function word(text: string, startSeconds: number, segmentKey = 'one'): CueWord {
  const endSeconds = startSeconds + 1;
  return { text, gap: ' ', startSeconds, endSeconds, segmentKey, pieces: [], columns: text.length };
}

function costAfter(text: string, next = word('country', 1)): number {
  return breakCost(word(text, 0), next);
}

describe('breakCost', () => {
  it('is nothing at the end of a sentence in any script', () => {
    expect(['done.', 'why?"', 'so…', '言いました。', 'کیا؟', 'है।', '」。'].map((text) => costAfter(text))).toEqual(
      Array(7).fill(0),
    );
  });

  it('takes no title or initial for the end of a sentence', () => {
    expect(['Mr.', 'J.', '"Dr.'].map((text) => costAfter(text))).toEqual([5, 5.5, 4.5]);
    expect(costAfter('no.')).toBe(0);
  });

  it('is small at clauses, smaller with a pause or where a segment ends', () => {
    expect(costAfter('so,')).toBe(1.5);
    expect(costAfter('so,', word('my', 1.5))).toBe(0.5);
    expect(costAfter('so,', word('my', 1, 'two'))).toBe(0.5);
    expect(costAfter('fellow', word('citizens', 1.5))).toBe(2);
  });

  it('is greatest after short words, and smaller before them', () => {
    expect(costAfter('the')).toBeGreaterThan(costAfter('ask'.repeat(2)));
    expect(costAfter('journey', word('of', 1))).toBeLessThan(costAfter('journey', word('country', 1)));
  });
});

describe('joinCost', () => {
  it('grows with the pause, and no cue goes on over a long one', () => {
    const costs = [1, 1.2, 1.5, 2, 2.4, 2.5].map((start) => joinCost(word('fellow', 0), word('citizens', start)));
    expect(costs).toEqual([0, 0, 1, 2, 2.8, Infinity]);
  });

  it('counts the end of a sentence', () => {
    expect(joinCost(word('done.', 0), word('And', 1))).toBe(1.2);
  });
});
