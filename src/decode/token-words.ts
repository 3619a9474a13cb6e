import type { TextDecoder } from './tokenizer.ts';
import { UNSPACED } from './unspaced-letter.ts';

/** A word and the tokens it is made of: those from the first up to the end, which does not belong to it. */
export interface TokenWord {
  /** With its punctuation, without the white space around it. */
  readonly text: string;
  /** Without tokens that are only punctuation at its edges: pauses fall on them. */
  readonly firstToken: number;
  readonly endToken: number;
}

// Marks that belong to the word after them, some of them only behind a space; all others belong to the word before.
const OPENING = /^(?:\s+["'\-–—]+|\s*[“‘„‚¡¿([{«‹「『（【]+)$/u;
const PUNCTUATION = /^[\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Pd}"'.,!?:;…¡¿·。，、！？：；・।؟،؛-]+$/u;
const BEGINS_UNSPACED = new RegExp(`^${UNSPACED}`, 'u');
const ENDS_UNSPACED = new RegExp(`(?:${UNSPACED}|[、。，．！？：；」』）】・])$`, 'u');

/**
 * The words that tokens spell: what stands between spaces, and in scripts written without spaces whatever a token (or the
 * few that make up a character) spells. Punctuation belongs to its word.
 *
 * @param tokens text only
 */
export function splitTokenWords(tokens: readonly number[], decodeText: TextDecoder): TokenWord[] {
  const words: Piece[][] = [];
  for (const piece of splitCharacters(tokens, decodeText)) {
    const previous = words.at(-1)?.at(-1);
    if (previous && isWithinWord(previous.text, piece.text)) words.at(-1)!.push(piece);
    else words.push([piece]);
  }
  return mergePunctuation(words).map(toWord);
}

/** Text of the fewest tokens that spell whole characters. */
interface Piece {
  readonly text: string;
  readonly firstToken: number;
  readonly endToken: number;
}

function splitCharacters(tokens: readonly number[], decodeText: TextDecoder): Piece[] {
  const whole = decodeText(tokens);
  const pieces: Piece[] = [];
  let spelled = 0;
  let firstToken = 0;
  for (let endToken = 1; endToken <= tokens.length; endToken++) {
    const soFar = decodeText(tokens.slice(0, endToken));
    const text = soFar.slice(spelled);
    // Half a character is spelled in another way than the whole; a space alone goes to what it stands before.
    if (text.trim() === '' || !whole.startsWith(soFar)) continue;
    pieces.push({ text, firstToken, endToken });
    spelled = soFar.length;
    firstToken = endToken;
  }
  return pieces;
}

function isWithinWord(before: string, after: string): boolean {
  if (/\s$/u.test(before) || /^\s/u.test(after)) return false;
  return !ENDS_UNSPACED.test(before) && !BEGINS_UNSPACED.test(after);
}

function mergePunctuation(words: readonly (readonly Piece[])[]): (readonly Piece[])[] {
  const merged: (readonly Piece[])[] = [];
  let opening: readonly Piece[] = [];
  for (const word of words) {
    const text = joinTexts(word);
    const previous = merged.at(-1);
    const isPunctuation = PUNCTUATION.test(text.trim());
    if (OPENING.test(text) || (isPunctuation && !previous)) {
      opening = [...opening, ...word];
    } else if (isPunctuation && previous) {
      merged[merged.length - 1] = [...previous, ...opening, ...word];
      opening = [];
    } else {
      merged.push([...opening, ...word]);
      opening = [];
    }
  }
  if (opening.length === 0) return merged;
  const last = merged.pop() ?? [];
  return [...merged, [...last, ...opening]];
}

function toWord(pieces: readonly Piece[]): TokenWord {
  const isSpoken = ({ text }: Piece) => !PUNCTUATION.test(text.trim());
  const first = pieces.find(isSpoken) ?? pieces[0]!;
  const last = pieces.findLast(isSpoken) ?? pieces.at(-1)!;
  return { text: joinTexts(pieces).trim(), firstToken: first.firstToken, endToken: last.endToken };
}

function joinTexts(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join('');
}
