/** Text with the time it was spoken at, in seconds from the start of the recording. */
export interface Segment {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly text: string;
}

/** What one window was heard to say; times count from the start of the recording. */
export interface WindowTranscript {
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Seconds at the start that the window before it holds too. */
  readonly overlapSeconds: number;
  readonly text: string;
  /** One per timestamp pair when timestamps were asked for, else empty. */
  readonly segments: readonly Segment[];
  /** Whether decoding stopped at the token limit and not at the end of speech. */
  readonly reachedTokenLimit: boolean;
  /** Mean natural log-probability of the text tokens and the end token. */
  readonly averageLogProbability: number;
}

/** The stitched result of one recording. */
export interface Transcript {
  readonly text: string;
  /** With timestamps: what the model marked; without: one per window. Monotonic, within the recording. */
  readonly segments: readonly Segment[];
  readonly windows: readonly WindowTranscript[];
}
