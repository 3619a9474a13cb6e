import fc from 'fast-check';
import type { TranscribedFile } from '../../src/metrics/outcome.ts';
import { settleSegments } from '../../src/stitch/settle-segments.ts';
import type { Segment } from '../../src/stitch/transcript.ts';
import { transcribedFile } from './example-run.ts';

/** What a subtitle or table could stumble over, beside plain words. */
const AWKWARD = [
  ...[
    'Mr.',
    'so,',
    'country.',
    '"Why?"',
    'well-known',
    '1',
    '42',
    '–',
    '…',
    "'tis",
    '=1+1',
    '"',
    '#',
    'NOTE',
    'WEBVTT',
  ],
  ...['-->', '--->', 'a-->b', '00:00:01,000', '<b>', '</i>', '<00:01.000>', '&amp;', '&', '{\\an8}', '\\N', '>> A: '],
  ...['今日は、', '「ラーメン」が', '好きです。', '在1999年', 'สวัสดีครับ', 'ភាសាខ្មែរ', '안녕하세요', 'ｆｕｌｌ'],
  ...['שלום', 'العربية،', '\u200Fאב\u200E', 'e\u0301', 'हिन्दी', '👨‍👩‍👧‍👦', '🇩🇪🇫🇷', '👍🏽'],
  'Donaudampfschifffahrtsgesellschaftskapitänswitwe',
];
const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('ask', 'not', 'what', 'your', 'country', 'can', 'do', 'for', 'you') },
  { weight: 3, arbitrary: fc.constantFrom(...AWKWARD) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 8 }) },
);
const gap = fc.constantFrom(' ', ' ', ' ', '', '\n', '\r\n\r\n', '\t', '\u2028');
const length = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 3, noNaN: true }));
const piece = fc.record({
  words: fc.array(fc.record({ word, gap, length, pause: length }), { minLength: 1, maxLength: 30 }),
  isTimed: fc.boolean(),
});

/** Segments as they are stitched, of any text, some with words; and the length of their recording. */
export const anySegments = fc
  .record({ pieces: fc.array(piece, { maxLength: 12 }), rest: fc.double({ min: 0.5, max: 5, noNaN: true }) })
  .map(({ pieces, rest }) => {
    let seconds = 0;
    const segments = pieces.map(({ words, isTimed }): Segment => {
      const startSeconds = seconds;
      const spoken = words.map(({ word: text, length: lasts, pause }) => {
        const start = seconds + pause;
        seconds = start + lasts;
        return { text, startSeconds: start, endSeconds: seconds, probability: 0.5 };
      });
      const text = words.map((one) => one.word + one.gap).join('');
      return { startSeconds, endSeconds: seconds, text, ...(isTimed ? { words: spoken } : {}) };
    });
    const durationSeconds = seconds + rest;
    return { segments: settleSegments(segments, durationSeconds), durationSeconds };
  });

/** A transcribed file with such segments. */
export const anyFile: fc.Arbitrary<TranscribedFile> = anySegments.map(({ segments, durationSeconds }) => {
  const { transcript, ...file } = transcribedFile('any.wav');
  const text = segments.map((segment) => segment.text).join(' ');
  return { ...file, durationSeconds, transcript: { ...transcript, text, segments } };
});

/** The text of all segments without anything that only divides it. */
export function lettersOf(texts: readonly string[]): string {
  return texts.join('').replace(/[\s\p{Cc}]+/gu, '');
}

/** The words of all segments, as white space divides them. */
export function wordsOf(texts: readonly string[]): string[] {
  return texts
    .join(' ')
    .split(/[\s\p{Cc}]+/u)
    .filter((text) => text !== '');
}
