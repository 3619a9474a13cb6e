import type { FileOutcome } from '../metrics/outcome.ts';
import { formatClock } from './quantities.ts';

/** How far a run has come; times from the same clock, in seconds. */
export interface ProgressTally {
  readonly totalFiles: number;
  readonly doneFiles: number;
  readonly failedFiles: number;
  /** New audio in the windows decoded so far. */
  readonly doneAudioSeconds: number;
  /** Files whose length is known, and their audio together. */
  readonly measuredFiles: number;
  readonly measuredAudioSeconds: number;
  /** Clock at the start of the present phase, until the first window is done. */
  readonly workStartedAt: number;
}

/** A tally before anything is done. */
export function startTally(totalFiles: number, now: number): ProgressTally {
  const none = { doneFiles: 0, failedFiles: 0, doneAudioSeconds: 0, measuredFiles: 0, measuredAudioSeconds: 0 };
  return { totalFiles, ...none, workStartedAt: now };
}

/** The tally after one more file is finished. */
export function countFile(tally: ProgressTally, outcome: FileOutcome): ProgressTally {
  const failed = outcome.kind === 'failed' ? 1 : 0;
  return { ...tally, doneFiles: tally.doneFiles + 1, failedFiles: tally.failedFiles + failed };
}

/** The tally after the length of one more file is known. */
export function measureFile(tally: ProgressTally, audioSeconds: number): ProgressTally {
  const measuredFiles = tally.measuredFiles + 1;
  return { ...tally, measuredFiles, measuredAudioSeconds: tally.measuredAudioSeconds + audioSeconds };
}

/** One line: files and audio done, speed, time left; empty before it is known how many files there are. */
export function describeTally(tally: ProgressTally, now: number): string {
  const { totalFiles, doneFiles, failedFiles, doneAudioSeconds } = tally;
  if (totalFiles === 0) return '';
  const failed = failedFiles > 0 ? ` (${String(failedFiles)} FAILED)` : '';
  return [
    `${String(doneFiles)}/${String(totalFiles)} files${failed}`,
    `${formatClock(doneAudioSeconds)} of audio`,
    ...describeSpeed(tally, now),
  ].join(', ');
}

function describeSpeed(tally: ProgressTally, now: number): string[] {
  const elapsed = now - tally.workStartedAt;
  if (tally.doneAudioSeconds <= 0 || elapsed <= 0) return [];
  const speed = tally.doneAudioSeconds / elapsed;
  const rest = tally.doneFiles < tally.totalFiles ? [describeTimeLeft(tally, speed)] : [];
  return [`${speed.toFixed(1)}× real time`, ...rest];
}

/** Files of unknown length are taken to be as long as the mean of the others, and the time is then called a guess. */
function describeTimeLeft(tally: ProgressTally, speed: number): string {
  const { totalFiles, measuredFiles, failedFiles, measuredAudioSeconds, doneAudioSeconds } = tally;
  if (measuredFiles === 0) return 'time left not known yet';
  const unknownFiles = Math.max(0, totalFiles - measuredFiles - failedFiles);
  const expectedSeconds = measuredAudioSeconds * (1 + unknownFiles / measuredFiles);
  const left = formatClock(Math.ceil(Math.max(0, expectedSeconds - doneAudioSeconds) / speed)).replace(/\.\d$/u, '');
  return unknownFiles > 0 ? `about ${left} left` : `${left} left`;
}
