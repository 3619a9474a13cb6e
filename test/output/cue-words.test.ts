import { describe, expect, it } from 'vitest';
import { cueWords } from '../../src/output/cue-words.ts';
import type { Segment } from '../../src/stitch/transcript.ts';

function segment(text: string, startSeconds = 0, endSeconds = 10): Segment {
  return { startSeconds, endSeconds, text };
}

function split(text: string, width = 42): string[] {
  return cueWords([segment(text)], width).map((word) => (word.gap === '' ? word.text : `_${word.text}`));
}

describe('cueWords', () => {
  it('splits at white space and at whatever would break a cue', () => {
    expect(split('Ask  not,\nwhat\u2028your\u0085well-known')).toEqual([
      'Ask',
      '_not,',
      '_what',
      '_your',
      '_well-known',
    ]);
  });

  it('splits text without spaces into words, brackets and marks kept with their word', () => {
    expect(split('「ラーメン」が、好きです。')).toEqual(['「ラーメン」', 'が、', '好き', 'です。']);
    expect(split('我们在1999年用Linux。')).toEqual(['我们', '在', '1999', '年', '用', 'Linux。']);
    expect(split('สวัสดีครับ')).toEqual(['สวัสดี', 'ครับ']);
  });

  it('keeps brackets and marks that stand alone', () => {
    expect(split('「 。今「')).toEqual(['「', '_。', '今', '「']);
  });

  it('splits a word that is wider than a line, but no character', () => {
    expect(split('👨‍👩‍👧👨‍👩‍👧e\u0301fg', 4)).toEqual(['👨‍👩‍👧👨‍👩‍👧', 'e\u0301fg']);
  });

  it('counts full-width letters twice and marks not at all', () => {
    expect(cueWords([segment('abc 日本 किताब 👍🏽')], 42).map(({ columns }) => columns)).toEqual([3, 4, 3, 2]);
  });

  it('puts a space between segments unless their script has none', () => {
    const gaps = cueWords([segment('今天'), segment('我们', 10, 12), segment('go', 12, 13)], 42).map(({ gap }) => gap);
    expect(gaps).toEqual(['', '', ' ']);
  });

  it('gives words the times of the model where there are some, else spread over the segment', () => {
    const words = [
      { text: '今天', startSeconds: 1, endSeconds: 3, probability: 1 },
      { text: '好。', startSeconds: 5, endSeconds: 6, probability: 1 },
    ];
    const times = (from: Segment) =>
      cueWords([from], 42).map(({ text, startSeconds, endSeconds }) => [text, startSeconds, endSeconds]);
    expect(times({ ...segment('今天好。'), words })).toEqual([
      ['今天', 1, 3],
      ['好。', 5, 6],
    ]);
    expect(times(segment('a abcdefg'))).toEqual([
      ['a', 0, 2],
      ['abcdefg', 2, 10],
    ]);
  });
});
