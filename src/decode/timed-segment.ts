/** A word and when it was spoken, in seconds from the start of its window. */
export interface WindowWord {
  readonly text: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Mean probability of its tokens. */
  readonly probability: number;
}

/** Text between two times, with its words. */
export interface TimedSegment {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly text: string;
  readonly words: readonly WindowWord[];
}
