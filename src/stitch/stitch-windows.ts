import { findBridge } from './bridge.ts';
import { findJoinPoint } from './join-point.ts';
import { overlapOf } from './overlap.ts';
import { settleSegments } from './settle-segments.ts';
import { joinSpokenPieces } from './spoken-pieces.ts';
import { timeWords } from './timed-words.ts';
import type { TimedWord } from './timed-words.ts';
import type { Segment, Transcript, WindowTranscript } from './transcript.ts';
import { gapBetween, joinWords } from './words.ts';

/** Of a window, to tell its script. */
const BEGINNING_WORDS = 4;

/**
 * The transcript of a recording from those of its windows, in order of time.
 *
 * Windows that meet at a cut are put side by side; windows that overlap are joined by the words both heard.
 */
export function stitchWindows(windows: readonly WindowTranscript[], durationSeconds: number): Transcript {
  const words: TimedWord[] = [];
  let previous: WindowTranscript | undefined;
  for (const window of windows) {
    appendWindow(words, window, previous);
    previous = window;
  }
  return { text: joinWords(words), segments: settleSegments(groupSegments(words), durationSeconds), windows };
}

function appendWindow(words: TimedWord[], window: WindowTranscript, previous: WindowTranscript | undefined): void {
  const added = timeWords(window);
  if (previous === undefined || window.overlapSeconds === 0) {
    appendWords(words, added);
    return;
  }
  const { between } = window;
  const bridge = between && findBridge(words, { left: previous, between, right: window });
  const { leftCount, rightSkip } = bridge ?? findJoinPoint(words, added, overlapOf(previous, window));
  words.length = leftCount;
  if (bridge) appendWords(words, bridge.words);
  appendWords(words, added.slice(rightSkip));
}

function appendWords(words: TimedWord[], added: readonly TimedWord[]): void {
  const [first, ...rest] = added;
  if (first === undefined) return;
  // Its first word may be an opening bracket alone.
  const beginning = joinWords(added.slice(0, BEGINNING_WORDS));
  words.push({ ...first, gap: gapBetween(words.at(-1)?.text ?? '', beginning) }, ...rest);
}

/** One segment for each run of words that came from the same segment, as long as what is left of it. */
function groupSegments(words: readonly TimedWord[]): Segment[] {
  const runs: TimedWord[][] = [];
  for (const word of words) {
    const run = runs.at(-1);
    if (run?.[0]?.segmentKey === word.segmentKey) run.push(word);
    else runs.push([word]);
  }
  return runs.map((run) => ({
    startSeconds: run[0]?.startSeconds ?? 0,
    endSeconds: run.at(-1)?.endSeconds ?? 0,
    text: joinWords(run),
    ...spokenWords(run),
  }));
}

function spokenWords(run: readonly TimedWord[]): Pick<Segment, 'words'> {
  const isTimed = run.every(({ pieces }) => pieces.length > 0);
  return isTimed ? { words: joinSpokenPieces(run.flatMap(({ pieces }) => pieces)) } : {};
}
