import type { AudioWindow, SkippedSilence } from '../audio/audio-window.ts';
import { besideSilence, recordingSeconds, recordingSpan } from '../audio/window-timeline.ts';
import { compressionRatio } from '../decode/compression-ratio.ts';
import { readSegments, textTokens } from '../decode/segments.ts';
import type { DecodedTokens } from '../decode/row.ts';
import type { TokenTimes } from '../decode/token-times.ts';
import type { TextDecoder } from '../decode/tokenizer.ts';
import type { TimedSegment } from '../decode/timed-segment.ts';
import { timeWords } from '../decode/word-times.ts';
import { SAMPLE_RATE_HZ } from '../hyperparameters.ts';
import { splitAtSilence } from '../stitch/split-at-silence.ts';
import { splitWordsAtSilence } from '../stitch/split-words-at-silence.ts';
import type { Segment, WindowTranscript } from '../stitch/transcript.ts';

/** Shorter silences are pauses within what is said. */
const LEAST_DIVIDING_SECONDS = 3;

/** Where a window lies in its recording. */
export interface WindowPlace extends Omit<AudioWindow, 'samples'> {
  readonly durationSeconds: number;
}

/** The place of a window; its samples themselves are moved to a worker. */
export function windowPlace({ samples, ...place }: AudioWindow): WindowPlace {
  return { ...place, durationSeconds: samples.length / SAMPLE_RATE_HZ };
}

/** Seconds of the recording in a window that the windows before do not hold. */
export function newAudioSeconds(place: WindowPlace): number {
  const endSeconds = recordingSeconds(place, place.durationSeconds, 'end');
  return endSeconds - recordingSeconds(place, place.overlapSeconds, 'start');
}

/** Turns the tokens of a window into its text and segments, in the time of the recording. */
export type TranscriptReader = (place: WindowPlace, decoded: ReadableTokens) => WindowTranscript;

/** What a window was decoded to, with the times of its tokens where words are to get theirs. */
export interface ReadableTokens extends DecodedTokens {
  readonly tokenTimes?: TokenTimes;
}

export interface TranscriptReaderOptions {
  readonly decodeText: TextDecoder;
  readonly firstTimestampToken: number;
  readonly hasTimestamps: boolean;
}

/** A reader for a model's tokens. */
export function createTranscriptReader(options: TranscriptReaderOptions): TranscriptReader {
  const { decodeText, firstTimestampToken, hasTimestamps } = options;
  return (place, decoded) => {
    const { startSeconds, durationSeconds, overlapSeconds } = place;
    const { tokens, tokenTimes, reachedTokenLimit, averageLogProbability, quality } = decoded;
    const context = { firstTimestampToken, windowSeconds: durationSeconds, decodeText };
    const { skips = [] } = place;
    const silences = skips.filter(isDividing);
    const moments = silences.map(({ atSeconds }) => atSeconds);
    const splitWords = ({ words, ...segment }: TimedSegment): TimedSegment[] =>
      splitWordsAtSilence({ ...segment, words: words.map((word) => besideSilence(word, skips)) }, moments);
    const marked = hasTimestamps ? readSegments(tokens, context) : [];
    const segments = tokenTimes
      ? timeWords(marked, { ...context, ...tokenTimes, tokens }).flatMap(splitWords)
      : marked.flatMap((segment) => splitAtSilence(segment, silences));
    const text = decodeText(textTokens(tokens, firstTimestampToken)).trim();
    return {
      startSeconds,
      endSeconds: recordingSeconds(place, durationSeconds, 'end'),
      overlapSeconds: overlapSeconds > 0 ? recordingSeconds(place, overlapSeconds, 'end') - startSeconds : 0,
      ...(place.skips ? { skips: place.skips } : {}),
      text,
      segments: segments.map((segment) => inRecording(segment, place)),
      reachedTokenLimit,
      averageLogProbability,
      ...(quality ? { quality: { ...quality, compressionRatio: compressionRatio(text) } } : {}),
    };
  };
}

function isDividing({ keptBeforeSeconds, seconds, keptAfterSeconds }: SkippedSilence): boolean {
  return keptBeforeSeconds + seconds + keptAfterSeconds >= LEAST_DIVIDING_SECONDS;
}

function inRecording(
  { text, words, ...times }: Omit<TimedSegment, 'words'> & Partial<TimedSegment>,
  place: WindowPlace,
): Segment {
  const spoken = words?.map((word) => ({ ...word, ...recordingSpan(place, word) }));
  return { ...recordingSpan(place, times), text, ...(spoken && { words: spoken }) };
}
