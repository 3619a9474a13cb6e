import { timeSegmentWords, type TimedWord } from '../stitch/timed-words.ts';
import type { Segment } from '../stitch/transcript.ts';
import { gapBetween, hasUnspacedLetter, type Word } from '../stitch/words.ts';
import { readingWidth, splitGraphemes } from './display-text.ts';
import { spreadSqueezedWords } from './squeezed-words.ts';

/** Text that stays together in a subtitle: a word, or one of the words that a line of Chinese or Thai consists of. */
export interface CueWord extends TimedWord {
  /** Characters a reader sees, full-width ones counted twice. */
  readonly columns: number;
}

// Made when first needed, as most runs write no subtitles.
let wordSegmenter: Intl.Segmenter | undefined;
// Controls and Unicode's own line ends would break a cue in two.
const BREAKING = /[\p{Cc}\u2028\u2029]+/gu;
const OPENING = /^[\p{Ps}\p{Pi}]+$/u;

/** The words of segments in order, each no wider than a line, with the times they are spoken at. */
export function cueWords(segments: readonly Segment[], maxLineWidth: number): CueWord[] {
  let previous = '';
  return segments.flatMap((segment, index) => {
    const words = splitForReading(segment.text.replace(BREAKING, ' '), maxLineWidth);
    const [first, ...rest] = words;
    if (first === undefined) return [];
    const joined = [{ ...first, gap: gapBetween(previous, first.text) }, ...rest];
    previous = words.at(-1)?.text ?? previous;
    const timed = spreadSqueezedWords(timeSegmentWords(joined, segment, String(index)));
    return timed.map((word) => ({ ...word, columns: readingWidth(word.text) }));
  });
}

function splitForReading(text: string, maxLineWidth: number): Word[] {
  return text
    .split(/\s+/u)
    .filter((token) => token !== '')
    .flatMap((token) => {
      const parts = hasUnspacedLetter(token) ? splitUnspaced(token) : [token];
      const pieces = parts.flatMap((part) => splitColumns(part, maxLineWidth));
      return pieces.map((piece, index) => ({ text: piece, gap: index === 0 ? ' ' : '' }));
    });
}

/** The words of a text without spaces; no line may begin with closing punctuation or end with an opening one. */
function splitUnspaced(token: string): string[] {
  wordSegmenter ??= new Intl.Segmenter(undefined, { granularity: 'word' });
  const words: string[] = [];
  let opening = '';
  for (const { segment, isWordLike } of wordSegmenter.segment(token)) {
    if (OPENING.test(segment)) {
      opening += segment;
    } else if (isWordLike || opening !== '' || words.length === 0) {
      words.push(opening + segment);
      opening = '';
    } else {
      words.push((words.pop() ?? '') + segment);
    }
  }
  return opening === '' ? words : [...words, opening];
}

function splitColumns(word: string, columns: number): string[] {
  if (readingWidth(word) <= columns) return [word];
  const pieces = [''];
  for (const { segment } of splitGraphemes(word)) {
    const longer = (pieces.at(-1) ?? '') + segment;
    if (longer !== segment && readingWidth(longer) > columns) pieces.push(segment);
    else pieces[pieces.length - 1] = longer;
  }
  return pieces;
}
