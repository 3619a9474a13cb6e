import { describe, expect, it } from 'vitest';
import { hasMarkedTimes, timeSegmentWords, timeWords, wordCentreSeconds } from '../../src/stitch/timed-words.ts';
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

  it('takes the times of spoken words, and spreads the others over their segment', () => {
    const words = [{ text: 'one', startSeconds: 1, endSeconds: 1.5, probability: 0.9 }];
    const segments = [
      { startSeconds: 0, endSeconds: 2, text: 'one', words },
      { startSeconds: 2, endSeconds: 4, text: 'two' },
    ];
    const timed = timeWords({ ...window(0, 30, 'one two'), segments });
    expect(timed.map(({ text, startSeconds, endSeconds }) => [text, startSeconds, endSeconds])).toEqual([
      ['one', 1, 1.5],
      ['two', 2, 4],
    ]);
    expect(timed.map(({ pieces }) => pieces.length)).toEqual([1, 0]);
  });

  it('has no words for an empty window', () => {
    expect(timeWords(window(0, 30, ''))).toEqual([]);
  });
});

describe('timeSegmentWords', () => {
  it('gives the words that a segment was split into their times', () => {
    const words = [{ text: '今天', startSeconds: 1, endSeconds: 3, probability: 0.9 }];
    const split = ['今', '天'].map((text) => ({ text, gap: '' }));
    const timed = timeSegmentWords(split, { startSeconds: 0, endSeconds: 4, text: '今天', words }, 'key');
    expect(timed.map(({ startSeconds, endSeconds, segmentKey }) => [startSeconds, endSeconds, segmentKey])).toEqual([
      [1, 2, 'key'],
      [2, 3, 'key'],
    ]);
  });
});
