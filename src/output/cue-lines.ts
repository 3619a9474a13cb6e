import { breakCost } from './break-cost.ts';
import { cheapestRuns } from './cheapest-runs.ts';
import type { CueWord } from './cue-words.ts';

/** How much text a subtitle holds. */
export interface SubtitleOptions {
  /** Most characters on a line, full-width ones counted twice; default 42. */
  readonly maxLineWidth?: number;
  /** Most lines; default 2. */
  readonly maxLineCount?: number;
}

/** Far more than all that is good or bad about a break, so that no line is begun without need. */
const LINE_COST = 1000;

/** How many lines words take when each line takes as many as fit. */
export function countLines(words: readonly CueWord[], maxLineWidth: number): number {
  let lines = 0;
  let columns = Infinity;
  for (const word of words) {
    const longer = columns + gapColumns(word) + word.columns;
    const isNext = longer > maxLineWidth;
    if (isNext) lines += 1;
    columns = isNext ? word.columns : longer;
  }
  return lines;
}

/** Words on as few lines as possible, of about equal length, broken where a reader would pause. */
export function layOutLines(words: readonly CueWord[], maxLineWidth: number): string[] {
  const target = textColumns(words) / countLines(words, maxLineWidth);
  const runs = cheapestRuns(words.length, ({ start, end }) => {
    const line = words.slice(start, end);
    const columns = textColumns(line);
    if (columns > maxLineWidth && line.length > 1) return undefined;
    const unevenness = ((columns - target) / target) ** 2;
    const next = words[end];
    return LINE_COST + 8 * unevenness + (next ? breakCost(line.at(-1), next) : 0);
  });
  return runs.map(({ start, end }) => lineText(words.slice(start, end)));
}

/** The characters words take on one line. */
export function textColumns(words: readonly CueWord[]): number {
  return words.reduce((sum, word, index) => sum + word.columns + (index === 0 ? 0 : gapColumns(word)), 0);
}

function gapColumns({ gap }: CueWord): number {
  return gap === '' ? 0 : 1;
}

function lineText(words: readonly CueWord[]): string {
  return words.map(({ gap, text }, index) => (index === 0 || gap === '' ? '' : ' ') + text).join('');
}
