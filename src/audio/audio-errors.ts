import { WhisperBatchError } from '../errors.ts';

/** Fewest and most samples per second and channels that are taken for real. */
export const SAMPLE_RATE_LIMITS_HZ = { least: 1000, most: 768_000 } as const;
export const MOST_CHANNELS = 32;

/** The error for a file whose content contradicts itself or cannot be decoded. */
export function invalidAudio(path: string, finding: string, options?: ErrorOptions): WhisperBatchError {
  return new WhisperBatchError(
    'AUDIO_INVALID',
    `Could not decode "${path}": ${finding}.`,
    'Check that the file plays elsewhere, or export it again.',
    options,
  );
}

/** The same for a place in a file: the finding is its cause too, which is all that is told where sound came before it. */
export function invalidPlace(path: string, finding: string): WhisperBatchError {
  return invalidAudio(path, finding, { cause: new Error(finding) });
}

/** The error for a file that is not read on because the run was cancelled. */
export function readingCancelled(): WhisperBatchError {
  return new WhisperBatchError('CANCELLED', 'The run was cancelled before this file was read.', '');
}

/** Longest recording that is read by default; a small damaged or malicious file can hold days of silence. */
export const MOST_SECONDS = 12 * 3600;

/** The error for a recording that is longer than allowed. */
export function tooLong(path: string, mostSeconds: number, foundSeconds?: number): WhisperBatchError {
  const found = foundSeconds === undefined ? 'more' : length(foundSeconds);
  return new WhisperBatchError(
    'AUDIO_TOO_LONG',
    `Expected at most ${length(mostSeconds)} of sound in "${path}", found ${found}.`,
    'Raise --max-duration, or split the recording into shorter files.',
  );
}

function length(seconds: number): string {
  const [amount, unit] = seconds < 3600 ? [seconds / 60, 'min'] : [seconds / 3600, 'h'];
  return `${String(Number(amount.toPrecision(3)))} ${unit}`;
}

/** Throws AUDIO_INVALID unless rate and channel count are such as recordings have. */
export function checkFormat(path: string, format: { sampleRateHz: number; channelCount: number }): void {
  const { sampleRateHz, channelCount } = format;
  const { least, most } = SAMPLE_RATE_LIMITS_HZ;
  if (!(sampleRateHz >= least && sampleRateHz <= most)) {
    throw invalidAudio(
      path,
      `expected ${String(least)} to ${String(most)} samples per second, found ${String(sampleRateHz)}`,
    );
  }
  if (!(channelCount >= 1 && channelCount <= MOST_CHANNELS)) {
    throw invalidAudio(path, `expected 1 to ${String(MOST_CHANNELS)} channels, found ${String(channelCount)}`);
  }
}
