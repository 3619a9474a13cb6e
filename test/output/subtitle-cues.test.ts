import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readingWidth } from '../../src/output/display-text.ts';
import { planCues, type Cue } from '../../src/output/subtitle-cues.ts';
import type { Segment } from '../../src/stitch/transcript.ts';
import { anySegments, lettersOf, wordsOf } from './any-transcript.ts';

const options = fc.record({
  maxLineWidth: fc.oneof(fc.constant(42), fc.integer({ min: 10, max: 60 })),
  maxLineCount: fc.integer({ min: 1, max: 3 }),
});

describe('planCues', () => {
  it('ends cues where sentences end, and breaks lines where clauses do', () => {
    const cues = planCues(
      [
        segment(0, 6, 'And so, my fellow Americans, ask not what your country can do for you,'),
        segment(6, 11, 'ask what you can do for your country. My fellow citizens of the world!'),
      ],
      12,
    );
    expect(cues.map(({ lines }) => lines)).toEqual([
      ['And so, my fellow Americans,', 'ask not what your country can do for you,'],
      ['ask what you can do for your country.'],
      ['My fellow citizens of the world!'],
    ]);
  });

  it('takes the times of words where there are some', () => {
    const words = ['One.', 'Two.'].map((text, index) => ({
      text,
      startSeconds: 1 + 5 * index,
      endSeconds: 2.5 + 5 * index,
      probability: 1,
    }));
    expect(planCues([{ ...segment(1, 7.5, 'One. Two.'), words }], 20)).toEqual([
      { startMs: 1000, endMs: 2500, lines: ['One.'] },
      { startMs: 6000, endMs: 7500, lines: ['Two.'] },
    ]);
  });

  it('gives a sentence time to be read whose words all lie at one moment behind a pause', () => {
    const said = 'It was a long and quiet night by the sea and nobody spoke to us.';
    const times = said.split(' ').map((text, index) => ({
      text,
      startSeconds: 20 + 0.9 * index,
      endSeconds: 20.9 + 0.9 * index,
      probability: 1,
    }));
    const endSeconds = 5 + (times.at(-1)?.endSeconds ?? 0);
    const later = 'Then it rained for a week and no boat was able to leave the bay.';
    const again = times.map(({ text }) => ({ text, startSeconds: endSeconds, endSeconds, probability: 1 }));
    const repeated = { ...segment(20, endSeconds, `${said} ${said}`), words: [...times, ...again] };
    const cues = planCues([repeated, segment(endSeconds, endSeconds + 4, later)], 60);
    expect(cues.every(({ startMs, endMs }) => endMs - startMs >= 1000)).toBe(true);
  });

  it('shows a short cue long enough to be read, if nothing else is to be shown', () => {
    const later = segment(5, 7, 'I have read it.');
    expect(planCues([segment(1, 1.25, 'Yes.'), later], 9)[0]).toEqual({ startMs: 1000, endMs: 2000, lines: ['Yes.'] });
    expect(planCues([segment(1, 1.25, 'Yes.')], 1.5)).toEqual([{ startMs: 1000, endMs: 1500, lines: ['Yes.'] }]);
  });

  it('shows short sentences together when there is no time for each', () => {
    const cues = planCues([segment(1, 1.25, 'Yes.'), segment(1.5, 3, 'I have read it.')], 9);
    expect(cues).toEqual([{ startMs: 1000, endMs: 3000, lines: ['Yes. I have read it.'] }]);
  });

  it('lets no text linger over silence, nor stay for more than 7 s', () => {
    expect(planCues([segment(0, 29.5, 'Thanks.')], 30)).toEqual([{ startMs: 0, endMs: 7000, lines: ['Thanks.'] }]);
  });

  it('divides text without spaces at words, and counts full-width letters twice', () => {
    const text = '「今日はとても良い天気ですね」と彼は言いました。明日は雨が降るそうなので、傘を持って行きましょう。';
    const cues = planCues([segment(0, 9, text)], 9);
    expect(cues.flatMap(({ lines }) => lines)).toEqual([
      '「今日はとても良い天気ですね」',
      'と彼は言いました。',
      '明日は雨が降るそうなので、',
      '傘を持って行きましょう。',
    ]);
  });

  it('refuses lines that could hold nothing', () => {
    expect(() => planCues([], 1, { maxLineWidth: 9 })).toThrow(
      new RangeError('Expected `maxLineWidth` to be a whole number of at least 10, found 9.'),
    );
    expect(() => planCues([], 1, { maxLineCount: 0 })).toThrow(
      new RangeError('Expected `maxLineCount` to be a whole number of at least 1, found 0.'),
    );
  });

  it('loses no letter, and no word of the languages with spaces', () => {
    fc.assert(
      fc.property(anySegments, options, ({ segments, durationSeconds }, room) => {
        const texts = segments.map(({ text }) => text);
        const lines = planCues(segments, durationSeconds, room).flatMap((cue) => cue.lines);
        expect(lettersOf(lines)).toBe(lettersOf(texts));
        const spaced = segments.filter(({ text }) => /^[\p{Script=Latin}\p{Script=Common}]*$/u.test(text));
        const words = wordsOf(spaced.map(({ text }) => text));
        if (words.some((word) => readingWidth(word) > room.maxLineWidth)) return;
        expect(planCues(spaced, durationSeconds, room).flatMap((cue) => wordsOf(cue.lines))).toEqual(words);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps lines to their width and number, none empty, and breaks no character', () => {
    fc.assert(
      fc.property(anySegments, options, ({ segments, durationSeconds }, room) => {
        const segmenter = new Intl.Segmenter();
        const cues = planCues(segments, durationSeconds, room);
        for (const { lines } of cues) {
          expect(lines.length).toBeLessThanOrEqual(room.maxLineCount);
          expect(lines.every((line) => line.trim() === line && line !== '')).toBe(true);
          expect(lines.every((line) => readingWidth(line) <= room.maxLineWidth)).toBe(true);
          expect(lines.every((line) => !/[\p{Cc}\u2028\u2029]/u.test(line))).toBe(true);
        }
        const characters = (texts: readonly string[]) =>
          texts
            .flatMap((text) => Array.from(segmenter.segment(text), (part) => part.segment))
            .filter((one) => one.trim());
        const words = segments.flatMap(({ text }) => wordsOf([text]));
        expect(characters(cues.flatMap((cue) => cue.lines.flatMap((line) => wordsOf([line]))))).toEqual(
          characters(words),
        );
      }),
      { numRuns: 100 },
    );
  });

  it('shows cues in order, one at a time, for at most 7 s, within the recording', () => {
    fc.assert(
      fc.property(anySegments, options, ({ segments, durationSeconds }, room) => {
        const cues = planCues(segments, durationSeconds, room);
        const times = cues.flatMap(({ startMs, endMs }) => [startMs, endMs]);
        expect(times).toEqual(times.toSorted((left, right) => left - right));
        expect(times.every((time) => Number.isInteger(time) && time >= 0 && time <= durationSeconds * 1000)).toBe(true);
        expect(cues.every(({ startMs, endMs }) => startMs < endMs && endMs - startMs <= 7000)).toBe(true);
        expect(cues.every((cue, index) => isReadable(cue, cues[index + 1]?.startMs ?? durationSeconds * 1000))).toBe(
          true,
        );
      }),
      { numRuns: 100 },
    );
  });
});

/** Whether a cue stays for a second, or until the next one. */
function isReadable({ startMs, endMs }: Cue, nextMs: number): boolean {
  return endMs - startMs >= 1000 || endMs >= Math.floor(nextMs);
}

function segment(startSeconds: number, endSeconds: number, text: string): Segment {
  return { startSeconds, endSeconds, text };
}
