import { WINDOW_SECONDS } from '../hyperparameters.ts';

/** What every window must hold that the one before did not. */
export const LEAST_NEW_AUDIO_SECONDS = 0.1;

/** Whether windows of a length advance by enough in spite of a fixed overlap; 0.5 − 0.4 is enough. */
export function leavesNewAudio(windowSeconds: number, overlapSeconds: number): boolean {
  return windowSeconds - overlapSeconds > LEAST_NEW_AUDIO_SECONDS - 1e-9;
}

/** Settings that are numbers. */
export interface NumericSettings {
  readonly workers?: number;
  readonly threads?: number;
  readonly cores?: number;
  readonly batchSize?: number;
  readonly expectedWindows?: number | undefined;
  readonly memoryBytes?: number;
  readonly maxNewTokens?: number;
  readonly windowSeconds?: number;
  readonly overlapSeconds?: number;
  readonly maxDurationSeconds?: number;
  readonly compressionRatioThreshold?: number;
  readonly logProbabilityThreshold?: number;
  readonly noSpeechThreshold?: number;
}

const WHOLE_NUMBERS = [
  'workers',
  'threads',
  'cores',
  'batchSize',
  'expectedWindows',
  'memoryBytes',
  'maxNewTokens',
] as const;

/**
 * Refuses numbers that make no sense; the command line has its own checks, so this is for programs.
 *
 * @throws RangeError naming the setting, what it must be and what was found
 */
export function checkSettings(settings: NumericSettings): void {
  for (const name of WHOLE_NUMBERS) {
    const value = settings[name] ?? 1;
    if (!Number.isSafeInteger(value) || value < 1) throw outOfRange(name, 'a whole number of at least 1', value);
  }
  checkWindows(settings);
  checkThresholds(settings);
}

function checkWindows(settings: NumericSettings): void {
  const { windowSeconds = WINDOW_SECONDS, overlapSeconds = 0, maxDurationSeconds = WINDOW_SECONDS } = settings;
  if (!(maxDurationSeconds > 0)) throw outOfRange('maxDurationSeconds', 'above 0', maxDurationSeconds);
  if (!(windowSeconds >= LEAST_NEW_AUDIO_SECONDS && windowSeconds <= WINDOW_SECONDS)) {
    throw outOfRange('windowSeconds', `from ${LEAST_NEW_AUDIO_SECONDS} to ${WINDOW_SECONDS}`, windowSeconds);
  }
  if (!(overlapSeconds >= 0 && leavesNewAudio(windowSeconds, overlapSeconds))) {
    throw outOfRange(
      'overlapSeconds',
      `at least 0 and ${LEAST_NEW_AUDIO_SECONDS} below windowSeconds (${windowSeconds})`,
      overlapSeconds,
    );
  }
}

// An infinite one asks for nothing, which is a way to switch its check off.
function checkThresholds(settings: NumericSettings): void {
  const { compressionRatioThreshold = 0, logProbabilityThreshold = 0, noSpeechThreshold = 0 } = settings;
  if (!(compressionRatioThreshold >= 0)) {
    throw outOfRange('compressionRatioThreshold', 'at least 0', compressionRatioThreshold);
  }
  if (!(logProbabilityThreshold <= 0)) {
    throw outOfRange('logProbabilityThreshold', 'at most 0', logProbabilityThreshold);
  }
  if (!(noSpeechThreshold >= 0 && noSpeechThreshold <= 1)) {
    throw outOfRange('noSpeechThreshold', 'at least 0 and at most 1', noSpeechThreshold);
  }
}

function outOfRange(name: string, expected: string, found: number): RangeError {
  return new RangeError(`Expected the setting \`${name}\` to be ${expected}, found ${found}.`);
}
