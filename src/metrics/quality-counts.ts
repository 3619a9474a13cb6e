import type { WindowTranscript } from '../stitch/transcript.ts';

/** What the checks of the windows' texts led to. */
export interface QualityCounts {
  /** Windows that needed more than one attempt. */
  readonly windowsDecodedAgain: number;
  /** Windows whose text was left out. */
  readonly windowsTakenForSilence: number;
  /** Windows none of whose attempts passed. */
  readonly windowsOfDoubtfulText: number;
  /** Attempts that were not kept, all windows together. */
  readonly discardedAttempts: number;
}

/** Counts what became of windows. */
export function countQuality(windows: readonly WindowTranscript[]): QualityCounts {
  const qualities = windows.flatMap(({ quality }) => (quality ? [quality] : []));
  const silent = qualities.filter(({ faults }) => faults.includes('no_speech'));
  return {
    windowsDecodedAgain: qualities.filter(({ discarded, faults }) => isAgain(discarded.length, faults)).length,
    windowsTakenForSilence: silent.length,
    windowsOfDoubtfulText: qualities.filter(({ faults }) => faults.length > 0).length - silent.length,
    discardedAttempts: qualities.reduce((sum, { discarded }) => sum + discarded.length, 0),
  };
}

// Of a silent window all attempts are discarded, the first as well.
function isAgain(discarded: number, faults: readonly string[]): boolean {
  return discarded > (faults.includes('no_speech') ? 1 : 0);
}
