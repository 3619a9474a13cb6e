import { endsClause, endsSentence } from '../stitch/word-ends.ts';
import type { CueWord } from './cue-words.ts';

/** Words of so few letters mostly belong to what follows them: articles, prepositions, conjunctions. */
const SHORT_WORD_COLUMNS = 3;
/** From so many letters on a word is taken to stand for itself. */
const FULL_WORD_COLUMNS = 5;
/** A pause that a listener notices. */
const PAUSE_SECONDS = 0.3;
/** No subtitle goes on over a pause as long as this. */
const LONG_PAUSE_SECONDS = 1.5;

/** How bad it is to break a text after a word, from 0 at the end of a sentence to 6 amid a phrase. */
export function breakCost(word: CueWord | undefined, next: CueWord): number {
  if (word === undefined || endsSentence(word.text)) return 0;
  const hasPause = pauseBetween(word, next) >= PAUSE_SECONDS || word.segmentKey !== next.segmentKey;
  if (endsClause(word.text)) return hasPause ? 0.5 : 1.5;
  if (hasPause) return 2;
  return next.gap === '' ? 4 : phraseCost(word, next);
}

/** How bad it is not to end a subtitle after a word; infinite where it has to end. */
export function joinCost(word: CueWord, next: CueWord): number {
  const pauseSeconds = pauseBetween(word, next);
  if (pauseSeconds >= LONG_PAUSE_SECONDS) return Infinity;
  return Math.max(endsSentence(word.text) ? 1.2 : 0, pauseSeconds >= PAUSE_SECONDS ? 2 * pauseSeconds : 0);
}

function phraseCost(word: CueWord, next: CueWord): number {
  const tearsOff = Math.max(0, FULL_WORD_COLUMNS - word.columns) / 2;
  return 4 + tearsOff - (next.columns <= SHORT_WORD_COLUMNS ? 1 : 0);
}

function pauseBetween(word: CueWord, next: CueWord): number {
  return next.startSeconds - word.endSeconds;
}
