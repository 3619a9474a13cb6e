import type { AudioSource } from '../audio/audio-source.ts';
import { declaredDuration } from '../audio/declared-duration.ts';
import { WINDOW_SECONDS } from '../hyperparameters.ts';

/** How many windows there will be, where that can be told beforehand: 1 for a single short file, else `undefined`. */
export async function expectWindows(
  sources: readonly AudioSource[],
  windowSeconds: number = WINDOW_SECONDS,
): Promise<number | undefined> {
  const [source, ...others] = sources;
  if (source === undefined || others.length > 0) return undefined;
  const seconds = await declaredDuration(source.path);
  return seconds !== undefined && seconds > 0 && seconds <= windowSeconds ? 1 : undefined;
}
