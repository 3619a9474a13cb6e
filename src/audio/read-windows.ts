import { setImmediate } from 'node:timers/promises';
import { monotonicClock } from '../clock.ts';
import { SAMPLE_RATE_HZ } from '../hyperparameters.ts';
import type { AudioBlock } from './audio-block.ts';
import { MOST_SECONDS, readingCancelled } from './audio-errors.ts';
import type { AudioWindow, RecordingSummary, WindowPlan } from './audio-window.ts';
import { checkBlocks } from './check-blocks.ts';
import { createWindowCutter } from './cut-windows.ts';
import { decodeAudio } from './decode-audio.ts';
import type { SpeechDetector } from './speech-detector.ts';
import { createSpeechConverter } from './speech-samples.ts';

/** Blocks are worked on in slices of at most this many samples a channel, a few milliseconds each. */
const SLICE_SAMPLES = 65_536;
const NO_SPEECH = 'No speech was found; --vad off transcribes all there is.';
/** Other work of the thread (progress, signals) gets a turn after this long. */
const TURN_SECONDS = 0.01;

/** How one recording is read. */
export interface ReadOptions {
  /** Finds speech; without it all audio is. */
  readonly detector?: SpeechDetector | undefined;
  /** The longest recording that is taken; default 12 h. */
  readonly mostSeconds?: number | undefined;
  /** Once it is aborted, nothing further is read. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads one audio file and yields its windows, in order, as soon as each is decided; returns a summary.
 * With a detector, a recording without speech has no windows, and of one that is longer than a window long silences
 * are left out. Memory holds about two windows, whatever the file's length; `return()` closes file and decoder.
 * Recordings of more than `mostSeconds` are refused, before they are decoded where their length can be told.
 * Throws a WhisperBatchError AUDIO_… when the file cannot be read, possibly after windows have been yielded, and
 * `CANCELLED` once the signal is aborted.
 */
export async function* readWindows(
  path: string,
  plan: WindowPlan,
  { detector, mostSeconds = MOST_SECONDS, signal }: ReadOptions = {},
): AsyncGenerator<AudioWindow, RecordingSummary> {
  const reading = createReading(plan, detector);
  const blocks = checkBlocks(path, decodeAudio(path, mostSeconds, signal), mostSeconds);
  try {
    for (;;) {
      const { value, done } = await reading.timeLoading(() => blocks.next());
      requireWanted(signal);
      if (done) {
        yield* await reading.finish();
        return reading.summary(value);
      }
      for (const slice of slices(value)) {
        yield* await reading.push(slice);
        await reading.takeTurns();
        requireWanted(signal);
      }
    }
  } finally {
    await blocks.return([]);
  }
}

// Hours of silence, noise or music have no window at which whoever reads could stop.
function requireWanted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw readingCancelled();
}

/** The state of one file being read. */
function createReading(plan: WindowPlan, detector: SpeechDetector | undefined) {
  const converter = createSpeechConverter();
  const cutter = createWindowCutter(plan, detector);
  let [loadSeconds, planSeconds, sampleCount, turnStarted] = [0, 0, 0, monotonicClock()];
  let [sampleRateHz, channelCount] = [0, 0];
  const timePlanning = async (work: () => Promise<AudioWindow[]>): Promise<AudioWindow[]> => {
    const started = monotonicClock();
    const windows = await work();
    planSeconds += monotonicClock() - started;
    return windows;
  };
  const timeLoading = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    const started = monotonicClock();
    const result = await work();
    loadSeconds += monotonicClock() - started;
    return result;
  };
  const convert = (work: () => Float32Array[]): Float32Array[] => {
    const started = monotonicClock();
    const samples = work();
    loadSeconds += monotonicClock() - started;
    for (const { length } of samples) sampleCount += length;
    return samples;
  };
  return {
    timeLoading,
    push(block: AudioBlock): Promise<AudioWindow[]> {
      sampleRateHz = block.sampleRateHz;
      channelCount = Math.max(channelCount, block.channels.length);
      const samples = convert(() => converter.push(block));
      return timePlanning(() => cutter.push(samples));
    },
    finish(): Promise<AudioWindow[]> {
      const samples = convert(() => converter.finish());
      return timePlanning(async () => [...(await cutter.push(samples)), ...(await cutter.finish())]);
    },
    async takeTurns(): Promise<void> {
      if (monotonicClock() - turnStarted < TURN_SECONDS) return;
      await setImmediate();
      turnStarted = monotonicClock();
    },
    summary(warnings: readonly string[]): RecordingSummary {
      const durationSeconds = sampleCount / SAMPLE_RATE_HZ;
      const skippedSeconds = durationSeconds - cutter.keptSamples() / SAMPLE_RATE_HZ;
      const notes = cutter.keptSamples() === 0 ? [...warnings, NO_SPEECH] : warnings;
      return { durationSeconds, skippedSeconds, sampleRateHz, channelCount, warnings: notes, loadSeconds, planSeconds };
    },
  };
}

function* slices(block: AudioBlock): Generator<AudioBlock, void> {
  const length = block.channels[0]?.length ?? 0;
  for (let from = 0; from < length; from += SLICE_SAMPLES) {
    const to = from + SLICE_SAMPLES;
    yield { sampleRateHz: block.sampleRateHz, channels: block.channels.map((channel) => channel.subarray(from, to)) };
  }
}
