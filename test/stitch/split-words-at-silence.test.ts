import { describe, expect, it } from 'vitest';
import { splitWordsAtSilence } from '../../src/stitch/split-words-at-silence.ts';

const word = (text: string, startSeconds: number, endSeconds: number) => ({
  text,
  startSeconds,
  endSeconds,
  probability: 1,
});
const words = [word('Well,', 1, 2), word('so', 8, 9), word('it goes', 11, 12)];
const segment = { startSeconds: 1, endSeconds: 12, text: 'Well, so it goes', words };

describe('splitWordsAtSilence', () => {
  it('gives each part its words and its text', () => {
    expect(splitWordsAtSilence(segment, [5, 10])).toEqual([
      { startSeconds: 1, endSeconds: 2, text: 'Well,', words: [words[0]] },
      { startSeconds: 8, endSeconds: 9, text: 'so', words: [words[1]] },
      { startSeconds: 11, endSeconds: 12, text: 'it goes', words: [words[2]] },
    ]);
  });

  it('puts a word across a silence where most of it lies', () => {
    expect(splitWordsAtSilence(segment, [1.4, 8.6]).map(({ text }) => text)).toEqual(['Well, so', 'it goes']);
  });

  it('leaves a segment whole that no silence divides, or whose words are not those of its text', () => {
    expect(splitWordsAtSilence(segment, [0.5, 20])).toEqual([segment]);
    const other = { ...segment, text: 'Other text' };
    expect(splitWordsAtSilence(other, [5])).toEqual([other]);
    const wordless = { ...segment, words: [] };
    expect(splitWordsAtSilence(wordless, [5])).toEqual([wordless]);
  });
});
