import type { Segment } from '../stitch/transcript.ts';
import type { FileOutcome } from './outcome.ts';

const NONE: readonly Segment[] = [];

/**
 * A finished file with its text and all figures, without segments, words and the texts of its windows: of an hour with
 * the times of its words these are a megabyte, the text is 50 KB.
 */
export function outlineOutcome(outcome: FileOutcome): FileOutcome {
  if (outcome.kind === 'failed') return outcome;
  const { transcript } = outcome;
  const windows = transcript.windows.map((window) => ({ ...window, text: '', segments: NONE }));
  return { ...outcome, transcript: { ...transcript, segments: NONE, windows } };
}
