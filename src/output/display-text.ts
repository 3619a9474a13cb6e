import { stripVTControlCharacters } from 'node:util';

// Made when first needed: that takes 20 ms of every start.
let segmenter: Intl.Segmenter | undefined;
// Control, surrogate, bidi and invisible characters could move the cursor or make one name look like another.
const UNSAFE = /[\p{Cc}\p{Cs}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/gu;
const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;
// East Asian Wide and Fullwidth (Unicode TR 11), by block.
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1B000}-\u{1B2FF}\u{20000}-\u{3FFFD}]/u;
// Latin letters and usual punctuation, each of which is one character and takes one column.
const PLAIN = /^[\x20-\x7E\u00A1-\u00A8\u00AA-\u00AC\u00AF-\u02FF\u2013\u2014\u2018-\u201D\u2026\u2192]*$/u;
const COMBINING = /[\u0300-\u036F]/u;

/** Text from outside on one line, without anything that a terminal would act on. */
export function sanitizeText(text: string): string {
  const oneLine = stripVTControlCharacters(text).replace(/[\s\u2028\u2029]+/gu, ' ');
  return oneLine.normalize('NFC').replace(UNSAFE, '\uFFFD').trim();
}

/** The terminal columns a sanitised text takes, never fewer than cli-table3 counts for usual text. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  return Array.from(splitGraphemes(text), ({ segment }) => graphemeWidth(segment)).reduce((sum, one) => sum + one, 0);
}

/** The characters a reader sees in a text, marks with their letter; full-width ones and pictures count as two. */
export function readingWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  return Array.from(splitGraphemes(text), ({ segment }) =>
    WIDE.test(segment) || PICTURE.test(segment) ? 2 : 1,
  ).reduce((sum: number, one) => sum + one, 0);
}

/** A sanitised text cut to a number of columns, with `…` for what is left out; no character is split. */
export function shortenText(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let kept = '';
  let width = 1; // the ellipsis
  for (const { segment } of splitGraphemes(text)) {
    width += graphemeWidth(segment);
    if (width > columns) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** A sanitised text on lines of at most so many columns, broken at spaces where there are any. */
export function wrapText(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((part) => splitColumns(part, columns))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && displayWidth(longer) > columns) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

/** The characters of a text as readers see them: letters with their marks, emoji with what modifies them. */
export function splitGraphemes(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
}

function splitColumns(word: string, columns: number): string[] {
  if (displayWidth(word) <= columns) return [word];
  const pieces = [''];
  for (const { segment } of splitGraphemes(word)) {
    const last = pieces.at(-1) ?? '';
    if (last !== '' && displayWidth(last + segment) > columns) pieces.push(segment);
    else pieces[pieces.length - 1] = last + segment;
  }
  return pieces;
}

function graphemeWidth(grapheme: string): number {
  if (PICTURE.test(grapheme)) return 2;
  // Marks beyond U+036F take no column in most terminals but count as one in cli-table3, which pads by that.
  return Array.from(grapheme)
    .filter((letter) => !COMBINING.test(letter))
    .reduce((sum, letter) => sum + (WIDE.test(letter) ? 2 : 1), 0);
}
