import { sanitizeText } from '../output/display-text.ts';
import { formatCount } from '../output/quantities.ts';
import type { SweepListener, SweepStanding } from './run-sweep.ts';

/** Where the lines about a sweep go. */
export interface SweepLines {
  /** A line that the next one may replace. */
  readonly show: (line: string) => void;
  /** A line that stays. */
  readonly note: (line: string) => void;
  /** A line that stays, even where nothing but errors is wanted. */
  readonly fail: (line: string) => void;
}

/** A listener that says in one line each how a sweep goes on. */
export function createSweepListener({ show, note, fail }: SweepLines): SweepListener {
  return {
    resumed: (doneCount, totalCount) => {
      note(`${String(doneCount)} of ${formatCount(totalCount, 'run')} already measured; --force measures them anew`);
    },
    warmingUp: () => {
      show('warming up: one run that is not measured');
    },
    runStarted: (standing) => {
      show(describeStanding(standing));
    },
    pointFailed: ({ id }, { code, message }) => {
      fail(sanitizeText(`FAILED ${id}: ${code}: ${message}`));
    },
  };
}

/** E.g. `point 3 of 8, repetition 2 of 3, about 2 min left`. */
export function describeStanding(standing: SweepStanding): string {
  const { pointNumber, pointCount, repetition, repetitionCount, secondsLeft } = standing;
  return [
    `point ${String(pointNumber)} of ${String(pointCount)}`,
    `repetition ${String(repetition)} of ${String(repetitionCount)}`,
    `about ${describeTime(secondsLeft)} left`,
  ].join(', ');
}

function describeTime(seconds: number): string {
  if (seconds < 90) return `${String(Math.max(1, Math.ceil(seconds)))} s`;
  return `${String(Math.round(seconds / 60))} min`;
}
