import { removeSymbols } from './remove-symbols.ts';
import { collapseWhiteSpace } from './text-classes.ts';

// Made when first needed: that takes 20 ms of every start.
let segmenter: Intl.Segmenter | undefined;

/**
 * A text of any language as words are compared: lower case, without punctuation, symbols and what stands in brackets. A
 * space may be left at either end.
 *
 * The rules are those of `BasicTextNormalizer` of openai/whisper (MIT).
 */
export function normalizeBasic(text: string): string {
  return collapseWhiteSpace(simplify(text));
}

/** The same with a space between all letters, for languages that are written without spaces. */
export function normalizeLetters(text: string): string {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return collapseWhiteSpace(Array.from(segmenter.segment(simplify(text)), ({ segment }) => segment).join(' '));
}

function simplify(text: string): string {
  const spoken = text
    .toLowerCase()
    .replace(/[<[][^>\]]*[>\]]/gu, '')
    .replace(/\([^)]+?\)/gu, '');
  return removeSymbols(spoken).toLowerCase();
}
