import { TIMESTAMP_STEP_SECONDS } from '../hyperparameters.ts';
import type { TextDecoder } from './tokenizer.ts';

/** Text between two times, in seconds from the start of its window. */
export interface WindowSegment {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly text: string;
  /** Its tokens: those from the first up to the end, which does not belong to it. */
  readonly firstToken: number;
  readonly endToken: number;
}

/** What is needed to read segments out of tokens. */
export interface SegmentContext {
  readonly firstTimestampToken: number;
  /** Length of the window; ends of segments that were not closed. */
  readonly windowSeconds: number;
  readonly decodeText: TextDecoder;
}

/**
 * Splits tokens at their timestamps: every run of text becomes a segment from the timestamp before it to the one after
 * it. Text that is not followed by a timestamp lasts to the end of the window; none is lost.
 */
export function readSegments(tokens: readonly number[], context: SegmentContext): readonly WindowSegment[] {
  const { firstTimestampToken: first, windowSeconds, decodeText } = context;
  const segments: WindowSegment[] = [];
  let startSeconds = 0;
  let firstToken = 0;
  const close = (endSeconds: number, endToken: number) => {
    const text = decodeText(tokens.slice(firstToken, endToken)).trim();
    const end = Math.max(startSeconds, endSeconds);
    if (text !== '') segments.push({ startSeconds, endSeconds: end, text, firstToken, endToken });
  };
  for (const [index, token] of tokens.entries()) {
    if (token < first) continue;
    // A timestamp may lie behind the window's last sample: the encoder heard silence to 30 s.
    const seconds = Math.min((token - first) * TIMESTAMP_STEP_SECONDS, windowSeconds);
    close(seconds, index);
    startSeconds = seconds;
    firstToken = index + 1;
  }
  close(windowSeconds, tokens.length);
  return segments;
}

/** The tokens that are text, in order. */
export function textTokens(tokens: readonly number[], firstTimestampToken: number): readonly number[] {
  return tokens.filter((token) => token < firstTimestampToken);
}
