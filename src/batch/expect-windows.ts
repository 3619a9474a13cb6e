import type { AudioSource } from '../audio/audio-source.ts';
import { declaredDuration } from '../audio/declared-duration.ts';
import { monotonicClock } from '../clock.ts';
import { WINDOW_SECONDS } from '../hyperparameters.ts';
import { grantedCores } from './granted-cores.ts';
import { FEW_WINDOWS_PER_CORE } from './split-cores.ts';

/** How much of a window's length is used on average where it is cut at pauses. */
const USED_SHARE = 0.93;
/** Headers that take longer than this are not worth waiting for. */
const MOST_SECONDS = 1;

/** What decides how many windows there are, and how many are few. */
export interface ExpectationSettings {
  readonly windowSeconds?: number;
  readonly overlapSeconds?: number;
  readonly cores?: number;
  /** Once it is aborted, no further file is looked at. */
  readonly signal?: AbortSignal;
}

/**
 * About how many windows there will be, by what the headers of the files say; `undefined` where one does not say, and
 * where there are too many windows for their number to matter. What is wrong with a file is left to whoever reads it.
 */
export async function expectWindows(
  sources: readonly AudioSource[],
  { cores, signal, ...lengths }: ExpectationSettings = {},
): Promise<number | undefined> {
  const many = FEW_WINDOWS_PER_CORE * grantedCores(cores);
  if (sources.length === 0 || sources.length >= many) return undefined;
  const startedAt = monotonicClock();
  let count = 0;
  for (const { path } of sources) {
    if (signal?.aborted === true || monotonicClock() - startedAt > MOST_SECONDS) return undefined;
    count += windowsIn(await declaredDuration(path).catch(() => 0), lengths);
  }
  return count < many ? count : undefined;
}

// Infinity where the length is not known.
function windowsIn(
  seconds = 0,
  { windowSeconds = WINDOW_SECONDS, overlapSeconds }: Pick<ExpectationSettings, 'windowSeconds' | 'overlapSeconds'>,
): number {
  if (seconds <= 0) return Infinity;
  const newSeconds = overlapSeconds === undefined ? windowSeconds * USED_SHARE : windowSeconds - overlapSeconds;
  return seconds <= windowSeconds ? 1 : Math.ceil(seconds / newSeconds);
}
