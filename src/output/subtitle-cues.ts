import type { Segment } from '../stitch/transcript.ts';
import { breakCost, joinCost } from './break-cost.ts';
import { cheapestRuns, type Run } from './cheapest-runs.ts';
import { countLines, layOutLines, textColumns, type SubtitleOptions } from './cue-lines.ts';
import { LEAST_CUE_SECONDS, LONGEST_CUE_SECONDS, timeCues } from './cue-times.ts';
import { cueWords, type CueWord } from './cue-words.ts';

/** One subtitle: lines shown together, with times in whole milliseconds from the start of the recording. */
export interface Cue {
  readonly startMs: number;
  readonly endMs: number;
  readonly lines: readonly string[];
}

/** Lines as long as television and streaming services use them. */
export const DEFAULT_LINE_WIDTH = 42;
export const DEFAULT_LINE_COUNT = 2;
/** Room for a full-width character with its punctuation and a few letters more. */
export const LEAST_LINE_WIDTH = 10;
/** A subtitle with less text than this looks lost. */
const FEW_COLUMNS = 20;

/**
 * The subtitles of a recording: all words of its segments in order, divided where sentences, clauses and pauses end.
 *
 * @throws RangeError when a line could hold nothing
 */
export function planCues(
  segments: readonly Segment[],
  durationSeconds: number,
  { maxLineWidth = DEFAULT_LINE_WIDTH, maxLineCount = DEFAULT_LINE_COUNT }: SubtitleOptions = {},
): Cue[] {
  requireAtLeast('maxLineWidth', maxLineWidth, LEAST_LINE_WIDTH);
  requireAtLeast('maxLineCount', maxLineCount, 1);
  const words = cueWords(segments, maxLineWidth);
  const text = weighBreaks(words);
  const room = { maxLineWidth, maxLineCount, durationSeconds };
  const runs = cheapestRuns(words.length, (run) => cueCost(text, run, room));
  const groups = runs.map(({ start, end }) => words.slice(start, end));
  const times = timeCues(groups.map(spokenSpan), durationSeconds);
  return times.map((time, index) => ({ ...time, lines: layOutLines(groups[index] ?? [], maxLineWidth) }));
}

interface Room extends Required<SubtitleOptions> {
  readonly durationSeconds: number;
}

/** Words with what it costs to end a cue after each, and not to. */
interface WeighedText {
  readonly words: readonly CueWord[];
  readonly breakCosts: readonly number[];
  readonly joinCosts: readonly number[];
}

// Looked up, as each word is part of dozens of runs that are tried.
function weighBreaks(words: readonly CueWord[]): WeighedText {
  const weigh = (cost: (word: CueWord, next: CueWord) => number): number[] =>
    words.map((word, index) => cost(word, words[index + 1] ?? word));
  return { words, breakCosts: weigh(breakCost), joinCosts: weigh(joinCost) };
}

/** How bad a run of words is as one subtitle; `undefined` where it is too much for one. */
function cueCost(text: WeighedText, { start, end }: Run, room: Room): number | undefined {
  const { words, breakCosts, joinCosts } = text;
  const cue = words.slice(start, end);
  const { startSeconds, endSeconds, columns } = spokenSpan(cue);
  const next = words[end];
  if (cue.length > 1) {
    const isTooMuch = countLines(cue, room.maxLineWidth) > room.maxLineCount;
    if (isTooMuch || endSeconds - startSeconds > LONGEST_CUE_SECONDS) return undefined;
  }
  const inside = joinCosts.slice(start, end - 1).reduce((sum, cost) => sum + cost, 0);
  if (inside === Infinity) return undefined;
  const shownSeconds = (next?.startSeconds ?? room.durationSeconds) - startSeconds;
  const tooBrief = 5 * Math.max(0, LEAST_CUE_SECONDS - shownSeconds);
  const tooLittle = Math.max(0, 1 - columns / FEW_COLUMNS);
  const fullness = (columns / (room.maxLineWidth * room.maxLineCount)) ** 2;
  return 1 + (next ? (breakCosts[end - 1] ?? 0) : 0) + inside + tooBrief + tooLittle + fullness;
}

function spokenSpan(cue: readonly CueWord[]) {
  return {
    startSeconds: cue[0]?.startSeconds ?? 0,
    endSeconds: cue.at(-1)?.endSeconds ?? 0,
    columns: textColumns(cue),
  };
}

function requireAtLeast(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new RangeError(`Expected \`${name}\` to be a whole number of at least ${least}, found ${value}.`);
}
