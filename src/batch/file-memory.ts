import { isDeepStrictEqual } from 'node:util';
import type { QueuedResult } from './window-queue.ts';
import type { WindowPlace } from './read-transcript.ts';

/** A window that was decoded, and when. */
export interface KeptWindow {
  readonly place: WindowPlace;
  readonly result: QueuedResult;
  /** Seconds that were spent on the file until then, in this run and those before it. */
  readonly elapsedSeconds: number;
}

/** What is known from one run to the next of the windows of one file. */
export interface FileMemory {
  /** Seconds that earlier runs spent on the windows they left. */
  readonly earlierSeconds: number;
  /** What an earlier run decoded at exactly this place. */
  find(place: WindowPlace): QueuedResult | undefined;
  /**
   * Keeps a window, so that a kill after this does not lose it.
   *
   * @throws WhisperBatchError `OUTPUT_FAILED`
   */
  keep(window: KeptWindow): Promise<void>;
}

/** The memory of a run that keeps no journal. */
export const NO_MEMORY: FileMemory = {
  earlierSeconds: 0,
  find: () => undefined,
  keep: () => Promise.resolve(),
};

/** A memory of windows that an earlier run left, by their index. */
export function createFileMemory(earlier: ReadonlyMap<number, KeptWindow>, keep: FileMemory['keep']): FileMemory {
  return {
    earlierSeconds: Math.max(0, ...Array.from(earlier.values(), ({ elapsedSeconds }) => elapsedSeconds)),
    find: (place) => {
      const kept = earlier.get(place.index);
      return kept && isSamePlace(kept.place, place) ? kept.result : undefined;
    },
    keep,
  };
}

// All that a plan decides: a window of other samples is another window.
function isSamePlace(left: WindowPlace, right: WindowPlace): boolean {
  return (
    left.startSeconds === right.startSeconds &&
    left.durationSeconds === right.durationSeconds &&
    left.overlapSeconds === right.overlapSeconds &&
    isDeepStrictEqual(left.skips ?? [], right.skips ?? [])
  );
}
