import type { SkippedSilence } from '../audio/audio-window.ts';
import type { WindowQuality } from '../decode/quality-checks.ts';

/** A word and when it was spoken, in seconds from the start of the recording. */
export interface SpokenWord {
  /** Without the white space around it, with its punctuation. */
  readonly text: string;
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Mean probability of its tokens, between 0 and 1. */
  readonly probability: number;
}

/** Text with the time it was spoken at, in seconds from the start of the recording. */
export interface Segment {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly text: string;
  /** Its words in order, when their times were asked for. */
  readonly words?: readonly SpokenWord[];
}

/** The language a recording is taken to be in. */
export interface SpokenLanguage {
  /** Whisper language code. */
  readonly code: string;
  /** How likely the model held it to be when it was detected; `undefined` when it was given. */
  readonly probability: number | undefined;
}

/** What one window was heard to say; times count from the start of the recording. */
export interface WindowTranscript {
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Seconds at the start that the window before it holds too. */
  readonly overlapSeconds: number;
  /** A further window that was heard around the join with the one before: the two have no words in common there. */
  readonly between?: WindowTranscript;
  /** Silences within it that were left out of what was heard; absent where there are none. */
  readonly skips?: readonly SkippedSilence[];
  readonly text: string;
  /** One per timestamp pair when timestamps were asked for, else empty. */
  readonly segments: readonly Segment[];
  /** Whether decoding stopped at the token limit and not at the end of speech. */
  readonly reachedTokenLimit: boolean;
  /** Mean natural log-probability of the text tokens and the end token. */
  readonly averageLogProbability: number;
  /** What the checks of its text found, where there were any. */
  readonly quality?: WindowQuality & {
    /** How many times smaller zlib makes the whole text; 0 for none. The check is milder, see `repetitionRatio`. */
    readonly compressionRatio: number;
  };
}

/** The stitched result of one recording. */
export interface Transcript {
  readonly text: string;
  readonly language?: SpokenLanguage;
  /** With timestamps: what the model marked; without: one per window. Monotonic, within the recording. */
  readonly segments: readonly Segment[];
  readonly windows: readonly WindowTranscript[];
}
