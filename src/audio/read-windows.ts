import { setImmediate } from 'node:timers/promises';
import { monotonicClock } from '../clock.ts';
import { SAMPLE_RATE_HZ } from '../hyperparameters.ts';
import type { AudioBlock } from './audio-block.ts';
import { MOST_SECONDS } from './audio-errors.ts';
import type { AudioWindow, RecordingSummary, WindowPlan } from './audio-window.ts';
import { checkBlocks } from './check-blocks.ts';
import { decodeAudio } from './decode-audio.ts';
import { createSpeechConverter } from './speech-samples.ts';
import { createWindowPlanner } from './window-planner.ts';

/** Blocks are worked on in slices of at most this many samples a channel, a few milliseconds each. */
const SLICE_SAMPLES = 65_536;
/** Other work of the thread (progress, signals) gets a turn after this long. */
const TURN_SECONDS = 0.01;

/**
 * Reads one audio file and yields its windows, in order, as soon as each is decided; returns a summary.
 * Memory holds about one window and its lookahead, whatever the file's length; `return()` closes file and decoder.
 * Recordings of more than `mostSeconds` are refused, before they are decoded where their length can be told.
 * Throws a WhisperBatchError AUDIO_… when the file cannot be read, possibly after windows have been yielded.
 */
export async function* readWindows(
  path: string,
  plan: WindowPlan,
  mostSeconds = MOST_SECONDS,
): AsyncGenerator<AudioWindow, RecordingSummary> {
  const reading = createReading(plan);
  const blocks = checkBlocks(path, decodeAudio(path, mostSeconds), mostSeconds);
  try {
    for (;;) {
      const { value, done } = await reading.timeLoading(() => blocks.next());
      if (done) {
        yield* reading.finish();
        return reading.summary(value);
      }
      for (const slice of slices(value)) {
        yield* reading.push(slice);
        await reading.takeTurns();
      }
    }
  } finally {
    await blocks.return([]);
  }
}

/** The state of one file being read. */
function createReading(plan: WindowPlan) {
  const converter = createSpeechConverter();
  const planner = createWindowPlanner(plan);
  let [loadSeconds, planSeconds, sampleCount, turnStarted] = [0, 0, 0, monotonicClock()];
  let [sampleRateHz, channelCount] = [0, 0];
  const timePlanning = (work: () => AudioWindow[]): AudioWindow[] => {
    const started = monotonicClock();
    const windows = work();
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
    push(block: AudioBlock): AudioWindow[] {
      sampleRateHz = block.sampleRateHz;
      channelCount = Math.max(channelCount, block.channels.length);
      const samples = convert(() => converter.push(block));
      return timePlanning(() => samples.flatMap((piece) => planner.push(piece)));
    },
    finish(): AudioWindow[] {
      const samples = convert(() => converter.finish());
      return timePlanning(() => [...samples.flatMap((piece) => planner.push(piece)), ...planner.finish()]);
    },
    async takeTurns(): Promise<void> {
      if (monotonicClock() - turnStarted < TURN_SECONDS) return;
      await setImmediate();
      turnStarted = monotonicClock();
    },
    summary(warnings: readonly string[]): RecordingSummary {
      const durationSeconds = sampleCount / SAMPLE_RATE_HZ;
      return { durationSeconds, sampleRateHz, channelCount, warnings, loadSeconds, planSeconds };
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
