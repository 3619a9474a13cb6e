import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stitchWindows } from '../../src/stitch/stitch-windows.ts';
import type { Segment } from '../../src/stitch/transcript.ts';
import { hearWindows, speak, withWords, window } from './heard-windows.ts';

const vocabulary = (
  'the a of and to in that it was people country ask not what your can do for you my fellow world question ' +
  'weather recording yesterday between mountains river slowly however seventeen house'
).split(' ');
const sentence = fc.array(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 400, size: 'max' });
const overlap = fc.integer({ min: 4, max: 12 });

describe('stitchWindows', () => {
  it('puts windows that meet at a cut side by side, with one space', () => {
    const result = stitchWindows([window(0, 28, 'And so, my fellow'), window(28, 40, 'Americans.')], 40);
    expect(result.text).toBe('And so, my fellow Americans.');
    expect(result.segments).toEqual([
      { startSeconds: 0, endSeconds: 28, text: 'And so, my fellow' },
      { startSeconds: 28, endSeconds: 40, text: 'Americans.' },
    ]);
  });

  it('keeps what a speaker said twice when the windows do not overlap', () => {
    const result = stitchWindows([window(0, 5, 'ask not, ask not'), window(5, 9, 'ask not, ask not')], 9);
    expect(result.text).toBe('ask not, ask not ask not, ask not');
  });

  it('puts no space into Chinese, Japanese and Thai', () => {
    const join = (left: string, right: string) => stitchWindows([window(0, 5, left), window(5, 9, right)], 9).text;
    expect(join('今天天气很好，', '我们去公园。')).toBe('今天天气很好，我们去公园。');
    expect(join('これはラーメ', 'ンです。')).toBe('これはラーメンです。');
    expect(join('สวัสดี', 'ครับ')).toBe('สวัสดีครับ');
    expect(join('在1999', '年')).toBe('在1999年');
    expect(join('我用', 'Linux')).toBe('我用 Linux');
    expect(join('안녕', '하세요')).toBe('안녕 하세요');
    expect(join('そうでした。', '「はい」と言いました。')).toBe('そうでした。「はい」と言いました。');
  });

  it('joins Chinese windows with an overlap by their characters', () => {
    const left = { ...window(0, 10, '一二三四五六七八九十'), overlapSeconds: 0 };
    const right = { ...window(6, 16, '七八九十东南西北中发'), overlapSeconds: 4 };
    expect(stitchWindows([left, right], 16).text).toBe('一二三四五六七八九十东南西北中发');
  });

  it('joins a window that holds a long silence by the words that lie behind that', () => {
    const said = Array.from({ length: 80 }, (_, index) => `word${String(index)}`);
    // Ten seconds of speech, twenty minutes of silence that was not heard, twenty seconds of speech; then 5 s again.
    const left = {
      ...window(0, 1230, said.join(' ')),
      skips: [{ atSeconds: 10, seconds: 1200, keptBeforeSeconds: 0.5, keptAfterSeconds: 0.5 }],
    };
    const right = { ...window(1225, 1250, said.slice(67).join(' ') + ' and more of it'), overlapSeconds: 5 };
    const { text, segments } = stitchWindows([left, right], 1250);
    expect(text).toBe(`${said.join(' ')} and more of it`);
    expect(segments.at(-1)!.endSeconds).toBe(1250);
  });

  it('joins a window whose last moments lie behind a silence that it ends before', () => {
    const said = Array.from({ length: 60 }, (_, index) => `word${String(index)}`);
    const left = {
      ...window(0, 29.7, said.join(' ')),
      skips: [{ atSeconds: 29.7, seconds: 1200, keptBeforeSeconds: 0.5, keptAfterSeconds: 0.5 }],
    };
    const right = { ...window(25, 50, said.slice(50).join(' ') + ' and more of it'), overlapSeconds: 4.7 };
    const { text, segments } = stitchWindows([left, right], 50);
    expect(text).toBe(`${said.join(' ')} and more of it`);
    expect(segments[0]!.endSeconds).toBeGreaterThan(20);
  });

  it('accepts empty windows anywhere, and no window at all', () => {
    expect(stitchWindows([], 0)).toEqual({ text: '', segments: [], windows: [] });
    const empty = { ...window(20, 50, ''), overlapSeconds: 5 };
    const last = { ...window(45, 60, 'c d'), overlapSeconds: 5 };
    const result = stitchWindows([window(0, 25, 'a b'), empty, last], 60);
    expect(result.text).toBe('a b c d');
    expect(result.segments.map(({ text }) => text)).toEqual(['a b', 'c d']);
    expect(stitchWindows([empty], 60).segments).toEqual([]);
  });

  it('loses no speech around an overlap of silence, where times without segments are wrong', () => {
    const before = Array.from({ length: 36 }, (_, index) => `before${String(index)}`).join(' ');
    const after = Array.from({ length: 36 }, (_, index) => `after${String(index)}`).join(' ');
    const windows = [window(0, 30, before), { ...window(25, 55, after), overlapSeconds: 5 }];
    expect(stitchWindows(windows, 55).text).toBe(`${before} ${after}`);
  });

  it('cuts an overlap without common words at its middle when timestamps tell when they were spoken', () => {
    const left = {
      ...window(0, 10, 'one two red blue'),
      segments: [segment(0, 6, 'one two'), segment(6, 10, 'red blue')],
    };
    const right = {
      ...window(6, 16, 'cat dog five six'),
      overlapSeconds: 4,
      segments: [segment(6, 10, 'cat dog'), segment(10, 16, 'five six')],
    };
    const result = stitchWindows([left, right], 16);
    expect(result.text).toBe('one two red dog five six');
    expect(result.segments.map(({ text }) => text)).toEqual(['one two', 'red', 'dog', 'five six']);
  });

  it('puts words between two windows that a further one was heard to say, and does without where it does not fit', () => {
    const between = { ...window(4, 16, 'ee ff gg hh ii jj kk ll mm nn oo pp'), overlapSeconds: 6 };
    const left = window(0, 10, 'aa bb cc dd ee ff gg hh ii jj');
    const alone = { ...window(6, 20, 'mm nn oo pp qq rr ss tt'), overlapSeconds: 4 };
    const right = { ...alone, between };
    const result = stitchWindows([left, right], 20);
    expect(result.text).toBe('aa bb cc dd ee ff gg hh ii jj kk ll mm nn oo pp qq rr ss tt');
    expect(result.segments.map(({ text }) => text)).toEqual([
      'aa bb cc dd ee ff gg hh ii jj',
      'kk ll mm',
      'nn oo pp qq rr ss tt',
    ]);
    const unlike = { ...between, text: 'zz zz zz zz zz zz zz zz' };
    expect(stitchWindows([left, { ...right, between: unlike }], 20).text).toBe(stitchWindows([left, alone], 20).text);
  });

  it('does not repeat a phrase of which one window misheard a word', () => {
    const left = window(0, 12, 'we choose to go to the moon in this decade and do the othe');
    const right = {
      ...window(6, 18, 'to the moan in this decade and do the other things not because they are easy'),
      overlapSeconds: 6,
    };
    expect(stitchWindows([left, right], 18).text).toMatch(
      /^we choose to go to the moo?a?n in this decade and do the other things not because they are easy$/,
    );
  });

  it('gives any word sequence back that was cut into overlapping windows', () => {
    fc.assert(
      fc.property(sentence, overlap, fc.boolean(), (words, overlapSeconds, withSegments) => {
        const spoken = speak(words);
        const windows = hearWindows(spoken, { windowSeconds: 30, overlapSeconds, wrongAtEdges: 0, withSegments });
        expect(stitchWindows(windows, spoken.at(-1)?.endSeconds ?? 0).text).toBe(words.join(' '));
      }),
      { numRuns: 100 },
    );
  });

  it('gives it back too when words at each cut edge were misheard', () => {
    fc.assert(
      fc.property(sentence, fc.integer({ min: 6, max: 12 }), fc.boolean(), (words, overlapSeconds, withSegments) => {
        const spoken = speak(words);
        const windows = hearWindows(spoken, { windowSeconds: 30, overlapSeconds, wrongAtEdges: 2, withSegments });
        expect(stitchWindows(windows, spoken.at(-1)?.endSeconds ?? 0).text).toBe(words.join(' '));
      }),
      { numRuns: 100 },
    );
  });

  it('never repeats a run of four words that the source did not repeat, whatever was misheard', () => {
    const errors = fc.array(fc.nat(9), { minLength: 400, maxLength: 400 });
    fc.assert(
      fc.property(sentence, overlap, errors, (words, overlapSeconds, error) => {
        const numbered = words.map((word, index) => `${word}${String(index)}`);
        const spoken = speak(numbered);
        const windows = hearWindows(spoken, {
          windowSeconds: 30,
          overlapSeconds,
          wrongAtEdges: 1,
          withSegments: false,
        });
        const misheard = windows.map((heard, at) => ({
          ...heard,
          text: heard.text.replace(/\S+/gu, (word) =>
            error[(word.length * 31 + Number(/\d+/u.exec(word)) * 7 + at * 13) % 400] === 0 ? 'uh' : word,
          ),
        }));
        const stitched = stitchWindows(misheard, spoken.at(-1)?.endSeconds ?? 0).text.split(' ');
        const runs = stitched.slice(3).map((_, index) => stitched.slice(index, index + 4).join(' '));
        const told = runs.filter((run) => !/uh|wrong/u.test(run));
        expect(new Set(told).size).toBe(told.length);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps the words of windows with their times through joins', () => {
    fc.assert(
      fc.property(sentence, overlap, (texts, overlapSeconds) => {
        const spoken = speak(texts);
        const hearing = { windowSeconds: 30, overlapSeconds, wrongAtEdges: 0, withSegments: true };
        const windows = hearWindows(spoken, hearing).map((heard) => withWords(heard, spoken));
        const { segments } = stitchWindows(windows, spoken.at(-1)?.endSeconds ?? 0);
        const words = segments.flatMap((piece) => piece.words ?? []);
        expect(words.map(({ text }) => text)).toEqual(texts);
        for (const [index, { startSeconds, endSeconds }] of words.entries()) {
          expect([startSeconds, endSeconds]).toEqual([spoken[index]?.startSeconds, spoken[index]?.endSeconds]);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('has segments as long as their words, and none with words where a window has none', () => {
    const words = [{ text: 'one', startSeconds: 2, endSeconds: 3, probability: 0.5 }];
    const timed = { ...window(0, 10, 'one'), segments: [{ ...segment(0, 10, 'one'), words }] };
    const untimed = { ...window(10, 20, 'two'), segments: [segment(10, 20, 'two')] };
    expect(stitchWindows([timed, untimed], 20).segments).toEqual([
      { ...segment(2, 3, 'one'), words },
      segment(10, 20, 'two'),
    ]);
  });

  it('gives segments in order, without overlap and within the recording, that hold the whole text', () => {
    fc.assert(
      fc.property(sentence, overlap, fc.boolean(), fc.nat(2), (words, overlapSeconds, withSegments, wrongAtEdges) => {
        const spoken = speak(words);
        const duration = spoken.at(-1)?.endSeconds ?? 0;
        const windows = hearWindows(spoken, { windowSeconds: 30, overlapSeconds, wrongAtEdges, withSegments });
        const { segments, text } = stitchWindows(windows, duration);
        expect(segments.map((piece) => piece.text).join(' ')).toBe(text);
        const times = segments.flatMap(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(segments.every(({ startSeconds, endSeconds }) => startSeconds < endSeconds)).toBe(true);
        expect(times.every((time) => time >= 0 && time <= duration)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

function segment(startSeconds: number, endSeconds: number, text: string): Segment {
  return { startSeconds, endSeconds, text };
}
