import { isRepetition, type DiscardedAttempt, type WindowQuality } from '../decode/quality-checks.ts';
import type { DecodedWindow, WindowTimings } from '../decode/window-job.ts';
import { TIMESTAMP_STEP_SECONDS } from '../hyperparameters.ts';

/** Where the second of two parts of a window begins, for timestamps to be moved. */
export interface PartStart {
  /** In timestamps, 0.02 s each. */
  readonly steps: number;
  readonly firstTimestampToken: number;
}

/** Two neighbouring parts of a window as one; without a start there are no timestamps to move. */
export function joinDecoded(left: DecodedWindow, right: DecodedWindow, start?: PartStart): DecodedWindow {
  const counts = [left.tokens.length + 1, right.tokens.length + 1] as const;
  const sum = left.averageLogProbability * counts[0] + right.averageLogProbability * counts[1];
  return {
    ...left,
    ...joinTimes(left, right, (start?.steps ?? 0) * TIMESTAMP_STEP_SECONDS),
    ...joinQuality(left, right),
    tokens: [...left.tokens, ...right.tokens.map((token) => movedToken(token, start))],
    averageLogProbability: sum / (counts[0] + counts[1]),
    reachedTokenLimit: left.reachedTokenLimit || right.reachedTokenLimit,
    timings: addTimings(left.timings, right.timings),
  };
}

/** A window beside whose text another one of it, or of a part of it, was not used. */
export function withUnused(decoded: DecodedWindow, unused: DecodedWindow): DecodedWindow {
  const timings = addTimings(decoded.timings, unused.timings);
  if (!decoded.quality || !unused.quality) return { ...decoded, timings };
  const attempts = attemptsOf(unused, unused.quality).map((attempt) => ({
    ...attempt,
    faults: [...attempt.faults, 'unused_part' as const],
  }));
  const quality = { ...decoded.quality, discarded: [...decoded.quality.discarded, ...attempts] };
  return { ...decoded, quality, timings };
}

// Of what was taken for silence the attempts say it all: the last of them is among those that were discarded.
function attemptsOf({ averageLogProbability, tokens }: DecodedWindow, quality: WindowQuality): DiscardedAttempt[] {
  const { temperature, faults, discarded } = quality;
  if (faults.includes('no_speech')) return [...discarded];
  return [...discarded, { temperature, faults, averageLogProbability, tokenCount: tokens.length }];
}

/** The time that both took. */
export function addTimings(left: WindowTimings, right: WindowTimings): WindowTimings {
  return {
    queueSeconds: left.queueSeconds + right.queueSeconds,
    encodeSeconds: left.encodeSeconds + right.encodeSeconds,
    decoderSeconds: left.decoderSeconds + right.decoderSeconds,
    decoderSteps: left.decoderSteps + right.decoderSteps,
  };
}

/** Whether a text says something over and over. */
export function repeatsItself({ quality }: DecodedWindow): boolean {
  return quality?.faults.some(isRepetition) ?? false;
}

function movedToken(token: number, start: PartStart | undefined): number {
  return start && token >= start.firstTimestampToken ? token + start.steps : token;
}

function joinTimes(
  { tokenTimes: left }: DecodedWindow,
  { tokenTimes: right }: DecodedWindow,
  offsetSeconds: number,
): Pick<DecodedWindow, 'tokenTimes'> {
  if (!left || !right) return {};
  const endSeconds = [...left.endSeconds, ...right.endSeconds.map((seconds) => seconds + offsetSeconds)];
  return { tokenTimes: { endSeconds, probabilities: [...left.probabilities, ...right.probabilities] } };
}

// The no-speech probability stays that of the beginning.
function joinQuality({ quality: left }: DecodedWindow, { quality: right }: DecodedWindow) {
  if (!left || !right) return {};
  const temperature = Math.max(left.temperature, right.temperature);
  const faults = [...new Set([...left.faults, ...right.faults])];
  return { quality: { ...left, temperature, faults, discarded: [...left.discarded, ...right.discarded] } };
}
