import type { AudioWindow } from '../audio/audio-window.ts';
import { recordingSeconds } from '../audio/window-timeline.ts';
import { readSegments, textTokens } from '../decode/segments.ts';
import type { DecodedTokens } from '../decode/row.ts';
import type { TextDecoder } from '../decode/tokenizer.ts';
import { SAMPLE_RATE_HZ } from '../hyperparameters.ts';
import { splitAtSilence } from '../stitch/split-at-silence.ts';
import type { WindowTranscript } from '../stitch/transcript.ts';

/** Where a window lies in its recording. */
export interface WindowPlace extends Omit<AudioWindow, 'samples'> {
  readonly durationSeconds: number;
}

/** The place of a window; its samples themselves are moved to a worker. */
export function windowPlace({ samples, ...place }: AudioWindow): WindowPlace {
  return { ...place, durationSeconds: samples.length / SAMPLE_RATE_HZ };
}

/** Turns the tokens of a window into its text and segments, in the time of the recording. */
export type TranscriptReader = (place: WindowPlace, decoded: DecodedTokens) => WindowTranscript;

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
    const { tokens, reachedTokenLimit, averageLogProbability } = decoded;
    const context = { firstTimestampToken, windowSeconds: durationSeconds, decodeText };
    const silences = place.skips?.map(({ atSeconds }) => atSeconds) ?? [];
    const marked = hasTimestamps ? readSegments(tokens, context) : [];
    const segments = marked.flatMap((segment) => splitAtSilence(segment, silences));
    return {
      startSeconds,
      endSeconds: recordingSeconds(place, durationSeconds, 'end'),
      overlapSeconds: overlapSeconds > 0 ? recordingSeconds(place, overlapSeconds, 'end') - startSeconds : 0,
      text: decodeText(textTokens(tokens, firstTimestampToken)).trim(),
      segments: segments.map((segment) => ({
        startSeconds: recordingSeconds(place, segment.startSeconds, 'start'),
        endSeconds: recordingSeconds(place, segment.endSeconds, 'end'),
        text: segment.text,
      })),
      reachedTokenLimit,
      averageLogProbability,
    };
  };
}
