/** How long a worker may finish no call into ONNX Runtime, in seconds, before it counts as hung. */
export interface SilenceLimits {
  /** Before the first window is decoded, when nothing is known of the speed of machine and model. */
  readonly first: number;
  readonly least: number;
  /** For each second of audio that the worker holds. */
  readonly perAudioSecond: number;
  /** Times the longest silence so far that did end. */
  readonly timesLongest: number;
  /** Once the run is cancelled. */
  readonly cancelled: number;
}

/**
 * Generous, because a call may have to wait for the whole machine: encoding a window takes 1 s with whisper-base on one
 * core, and a decoder step some milliseconds.
 */
export const SILENCE_LIMITS: SilenceLimits = {
  first: 900,
  least: 60,
  perAudioSecond: 1,
  timesLongest: 30,
  cancelled: 2,
};

/** What the workers of a pool have taught about the speed of machine and model. */
export interface Pace {
  /** Whether a window was decoded. */
  isKnown: boolean;
  /** The longest silence so far that did end. */
  longestSeconds: number;
}

/** A look at a worker. */
export interface WorkerSight {
  /** Since the look before. */
  readonly elapsedSeconds: number;
  readonly finishedCalls: number;
  readonly isBusy: boolean;
  /** Of all windows it holds. */
  readonly audioSeconds: number;
  readonly isCancelled: boolean;
}

/** Most that one look adds to a silence: a process that was suspended for hours has not hung. */
const MOST_ELAPSED_SECONDS = 2;

/** Tells a worker that hangs from one that is slow, by how long calls took so far. */
export class Watchdog {
  readonly #pace: Pace;
  readonly #limits: SilenceLimits;
  #finishedCalls = 0;
  #silentSeconds = 0;

  constructor(pace: Pace, limits: SilenceLimits) {
    this.#pace = pace;
    this.#limits = limits;
  }

  /** Seconds that the worker has been silent for, once they are too many; else `undefined`. */
  look(sight: WorkerSight): number | undefined {
    const { elapsedSeconds, finishedCalls, isBusy } = sight;
    this.#silentSeconds = isBusy ? this.#silentSeconds + Math.min(elapsedSeconds, MOST_ELAPSED_SECONDS) : 0;
    if (finishedCalls !== this.#finishedCalls) {
      this.#pace.longestSeconds = Math.max(this.#pace.longestSeconds, this.#silentSeconds);
      this.#silentSeconds = 0;
    }
    this.#finishedCalls = finishedCalls;
    return this.#silentSeconds > this.#limitSeconds(sight) ? this.#silentSeconds : undefined;
  }

  #limitSeconds({ audioSeconds, isCancelled }: WorkerSight): number {
    const { first, least, perAudioSecond, timesLongest, cancelled } = this.#limits;
    if (isCancelled) return cancelled;
    if (!this.#pace.isKnown) return first;
    return Math.max(least, audioSeconds * perAudioSecond, this.#pace.longestSeconds * timesLongest);
  }
}
