import type { Fault, WindowQuality } from '../decode/quality-checks.ts';
import { formatClock } from '../output/quantities.ts';
import type { WindowTranscript } from '../stitch/transcript.ts';

type Reason = Exclude<Fault, 'no_speech' | 'unused_part'>;

const REASONS: Readonly<Record<Reason, string>> = {
  repetition: 'it repeated itself',
  compression_ratio: 'its compression ratio was too high',
  log_probability: 'its probability was too low',
  early_end: 'it ended too early',
};

/**
 * What a reader should know of a window's text: that it is not the first choice, or not to be trusted, or that it and
 * the one before needed another one between them.
 */
export function describeQuality(window: WindowTranscript): readonly string[] {
  return [...describeGap(window), ...describeText(window)];
}

function describeGap({ startSeconds, overlapSeconds, between }: WindowTranscript): readonly string[] {
  if (!between) return [];
  const join = formatClock(startSeconds + overlapSeconds / 2);
  return [`two windows that meet at ${join} have no words in common: a further one was heard there`];
}

function describeText({ startSeconds, endSeconds, quality }: WindowTranscript): readonly string[] {
  if (!quality) return [];
  const time = `${formatClock(startSeconds)}–${formatClock(endSeconds)}`;
  // A text that was not used beside the first choice is no reason to doubt that, nor is silence behind it.
  const refused = quality.discarded.filter(({ faults }) => !faults.includes('unused_part'));
  const discarded = refused.flatMap(({ faults }) => faults).filter((fault) => fault !== 'no_speech');
  if (quality.faults.includes('no_speech')) return [describeSilence(time, quality)];
  if (quality.faults.length > 0) {
    return [`the text of ${time} is doubtful: ${reasonsOf(quality.faults)}`];
  }
  if (discarded.length === 0) return [];
  const how = discarded.includes('early_end') ? 'in halves' : `at temperature ${String(quality.temperature)}`;
  return [`the text of ${time} was decoded again ${how}: ${reasonsOf(discarded)}`];
}

function describeSilence(time: string, { noSpeechProbability }: WindowQuality): string {
  return `${time} was taken for silence (probability ${noSpeechProbability.toFixed(2)}), its text left out`;
}

function reasonsOf(faults: readonly Fault[]): string {
  const named = faults
    .filter((fault) => fault !== 'no_speech' && fault !== 'unused_part')
    .map((fault) => REASONS[fault]);
  return [...new Set(named)].join(', ');
}
