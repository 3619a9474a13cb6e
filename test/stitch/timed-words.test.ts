import { describe, expect, it } from 'vitest';
import { hasMarkedTimes, timeWords, wordCentreSeconds } from '../../src/stitch/timed-words.ts';
import { window } from './heard-windows.ts';

describe('timeWords', () => {
  it('spreads words over a window by their length', () => {
    const words = timeWords(window(10, 20, 'a abcdefg'));
    expect(words.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds])).toEqual([
      [10, 12],
      [12, 20],
    ]);
    expect(words.map(wordCentreSeconds)).toEqual([11, 16]);
  });

  it('spreads words over their segment when there are segments', () => {
    const marked = {
      ...window(0, 30, 'one two three'),
      segments: [
        { startSeconds: 2, endSeconds: 4, text: 'one two' },
        { startSeconds: 20, endSeconds: 21, text: 'three' },
      ],
    };
    const words = timeWords(marked);
    expect(words.map(({ text, startSeconds, endSeconds }) => [text, startSeconds, endSeconds])).toEqual([
      ['one', 2, 3],
      ['two', 3, 4],
      ['three', 20, 21],
    ]);
    expect(new Set(words.map(({ segmentKey }) => segmentKey)).size).toBe(2);
  });

  it('takes a word that straddles two segments to the first', () => {
    const segments = [
      { startSeconds: 0, endSeconds: 1, text: 'some' },
      { startSeconds: 1, endSeconds: 2, text: 'thing new' },
    ];
    const words = timeWords({ ...window(0, 2, 'something new'), segments });
    expect(words.map(({ text, endSeconds }) => [text, endSeconds])).toEqual([
      ['something', 1],
      ['new', 2],
    ]);
  });

  it('ignores segments that do not hold the whole text, so that no word is lost', () => {
    const partial = { ...window(0, 30, 'one two'), segments: [{ startSeconds: 2, endSeconds: 4, text: 'one' }] };
    expect(hasMarkedTimes(partial)).toBe(false);
    expect(timeWords(partial).map(({ text }) => text)).toEqual(['one', 'two']);
  });

  it('has no words for an empty window', () => {
    expect(timeWords(window(0, 30, ''))).toEqual([]);
  });
});
