import type { AudioSource } from '../audio/audio-source.ts';
import { declaredDuration } from '../audio/declared-duration.ts';
import { WINDOW_SECONDS } from '../hyperparameters.ts';
import { grantedCores } from './granted-cores.ts';
import { FEW_WINDOWS_PER_CORE } from './split-cores.ts';

/** How much of a window's length is used on average where it is cut at pauses. */
const USED_SHARE = 0.93;

/** What the number of windows is needed for. */
export interface ExpectationSettings {
  readonly windowSeconds?: number;
  readonly cores?: number;
}

/**
 * About how many windows there will be, by what the headers of the files say; `undefined` where one does not say, and
 * where there are too many windows for their number to matter. Of a single file of one window it is certain.
 */
export async function expectWindows(
  sources: readonly AudioSource[],
  { windowSeconds = WINDOW_SECONDS, cores }: ExpectationSettings = {},
): Promise<number | undefined> {
  const many = FEW_WINDOWS_PER_CORE * grantedCores(cores);
  let count = 0;
  for (const { path } of sources.length < many ? sources : []) {
    const seconds = await declaredDuration(path);
    if (seconds === undefined || seconds <= 0) return undefined;
    count += seconds <= windowSeconds ? 1 : Math.ceil(seconds / (windowSeconds * USED_SHARE));
    if (count >= many) return undefined;
  }
  return count > 0 ? count : undefined;
}
