import { describe, expect, it } from 'vitest';
import { spreadSqueezedWords } from '../../src/output/squeezed-words.ts';

function word(text: string, startSeconds: number, endSeconds: number) {
  return { text, gap: ' ', startSeconds, endSeconds, segmentKey: '0', pieces: [] };
}

const squeezed = Array.from({ length: 4 }, () => word('ccccc', 14, 14));

function times(words: readonly ReturnType<typeof word>[]) {
  return spreadSqueezedWords(words).map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]);
}

describe('spreadSqueezedWords', () => {
  it('gives words that lie at one moment the time to read them of the pause before', () => {
    const spread = times([word('aaaa', 10, 12), ...squeezed]);
    expect(spread).toEqual([
      [10, 12],
      [13, 13.25],
      [13.25, 13.5],
      [13.5, 13.75],
      [13.75, 14],
    ]);
  });

  it('takes no time of words that were heard', () => {
    expect(times([word('aaaa', 10, 13.5), ...squeezed]).slice(0, 2)).toEqual([
      [10, 13.5],
      [13.5, 13.625],
    ]);
  });

  it('leaves a few words alone, and segments without time', () => {
    const few = [word('aaaa', 10, 12), word('a', 14, 14), word('b', 14, 14), word('c', 14, 14)];
    expect(spreadSqueezedWords(few)).toEqual(few);
    expect(spreadSqueezedWords(squeezed)).toEqual(squeezed);
    expect(spreadSqueezedWords([])).toEqual([]);
  });
});
