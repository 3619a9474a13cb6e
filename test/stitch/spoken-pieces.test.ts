import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinSpokenPieces, takeSpokenPieces } from '../../src/stitch/spoken-pieces.ts';
import type { Segment, SpokenWord } from '../../src/stitch/transcript.ts';
import { splitWords } from '../../src/stitch/words.ts';

function spoken(text: string, startSeconds: number, endSeconds: number, probability = 0.5): SpokenWord {
  return { text, startSeconds, endSeconds, probability };
}

function segment(text: string, words?: readonly SpokenWord[]): Segment {
  return { startSeconds: 0, endSeconds: 10, text, ...(words ? { words } : {}) };
}

function take(text: string, ...segments: readonly Segment[]) {
  return takeSpokenPieces(splitWords(text), segments).map((pieces) =>
    pieces.map(({ text: letters, startSeconds, endSeconds }) => [letters, startSeconds, endSeconds]),
  );
}

describe('takeSpokenPieces', () => {
  it('finds several timed parts in one word', () => {
    const words = [spoken('a', 0, 1), spoken('well', 1, 2), spoken('-known', 2.5, 3)];
    expect(take('a well-known', segment('a well-known', words))).toEqual([
      [['a', 0, 1]],
      [
        ['well', 1, 2],
        ['-known', 2.5, 3],
      ],
    ]);
  });

  it('spreads a timed word over the letters of a script without spaces', () => {
    expect(take('今天好', segment('今天好', [spoken('今天', 0, 2), spoken('好', 4, 5)]))).toEqual([
      [['今', 0, 1]],
      [['天', 1, 2]],
      [['好', 4, 5]],
    ]);
  });

  it('has none where a segment has no words, or words that are not its text', () => {
    const first = segment('one two');
    const second = segment('three', [spoken('tree', 0, 1)]);
    const third = segment('four', [spoken('four', 8, 9)]);
    expect(take('one two three four five', first, second, third)).toEqual([[], [], [], [['four', 8, 9]], []]);
  });

  it('has none for a word of which a part has no time', () => {
    expect(take('something', segment('some', [spoken('some', 0, 1)]), segment('thing'))).toEqual([[]]);
  });
});

describe('joinSpokenPieces', () => {
  it('gives the words back that were taken apart', () => {
    const anyWord = fc.constantFrom('ask', 'not,', 'well', '-known', '今', '天气', '。', '「好', 'ก', '👍🏽');
    fc.assert(
      fc.property(fc.array(anyWord), fc.func(fc.constantFrom('', ' ')), (texts, gap) => {
        const words = texts.map((text, index) => spoken(text, index, index + 0.75, index / 100));
        const text = texts.map((one, index) => one + gap(index)).join('');
        const pieces = takeSpokenPieces(splitWords(text), [segment(text, words)]);
        expect(pieces.every((one) => one.length > 0)).toBe(true);
        expect(joinSpokenPieces(pieces.flat())).toEqual(words);
      }),
    );
  });

  it('keeps what is left of a word that a join cut', () => {
    const [, second = []] = takeSpokenPieces(splitWords('今天'), [segment('今天', [spoken('今天', 0, 2)])]);
    expect(joinSpokenPieces(second)).toEqual([spoken('天', 1, 2)]);
  });
});
