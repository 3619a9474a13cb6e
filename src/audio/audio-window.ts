/** A planned piece of one recording, at most 30 s, mono at 16 kHz. */
export interface AudioWindow {
  /** 0 for the first window of a recording, 1 for the next; one that is heard between these two has 0.5. */
  readonly index: number;
  /** Where the window starts in the recording, in seconds. */
  readonly startSeconds: number;
  /** Samples at 16 kHz, at most 480 000, not padded; handed over to a worker, so they own their buffer. */
  readonly samples: Float32Array<ArrayBuffer>;
  /** Seconds at the start of this window that the window before it holds too; 0 after a cut in a pause. */
  readonly overlapSeconds: number;
  /** Silences within the window that were left out of its samples, in order; absent where there are none. */
  readonly skips?: readonly SkippedSilence[];
}

/** A stretch without speech that lies in a recording between two samples of a window. */
export interface SkippedSilence {
  /** The second of these samples, in seconds from the first of the window. */
  readonly atSeconds: number;
  /** How long the stretch is. */
  readonly seconds: number;
  /** How much of the same silence was kept in front of it, possibly in the window before … */
  readonly keptBeforeSeconds: number;
  /** … and behind it. */
  readonly keptAfterSeconds: number;
}

/** What is known of a recording once its last window has been read. */
export interface RecordingSummary {
  readonly durationSeconds: number;
  /** Silence that is in no window. */
  readonly skippedSeconds: number;
  /** As stored in the file, before resampling. */
  readonly sampleRateHz: number;
  readonly channelCount: number;
  /** Things a user should know although the recording was read, e.g. that it ends early. */
  readonly warnings: readonly string[];
  /** Reading, decoding, downmix and resampling. */
  readonly loadSeconds: number;
  /** Choosing where windows are cut. */
  readonly planSeconds: number;
}

/** How a recording is cut into windows. */
export interface WindowPlan {
  /** Longest window, in seconds, greater than 0 and at most 30. */
  readonly windowSeconds: number;
  /** Fixed overlap in seconds; `undefined` cuts at pauses and overlaps only where there is none. */
  readonly overlapSeconds: number | undefined;
}
