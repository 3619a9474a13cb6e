import { discoverAudioFiles } from '../audio/discover-audio.ts';
import type { AudioSource } from '../audio/audio-source.ts';
import { monotonicClock } from '../clock.ts';
import type { RunReport } from '../metrics/run-report.ts';
import { expectWindows } from './expect-windows.ts';
import { describeMachine } from './machine.ts';
import type { BatchListener } from './transcribe-batch.ts';
import { openTranscriber, type OpeningTranscriber, type TranscriberOptions } from './transcriber.ts';

/** What a run does. */
export interface RunOptions extends Omit<TranscriberOptions, 'signal' | 'onPhase' | 'onNotice'> {
  /** Files, folders and globs. */
  readonly paths: readonly string[];
  /** Take at most this many files; 0 takes all. */
  readonly limitFiles: number;
  /** Warm-up rounds before the clock starts. */
  readonly warmup: number;
}

/** Told how a run goes on. */
export interface RunListener extends BatchListener {
  /** Called once, when it is known what will be transcribed. */
  readonly started: (sources: readonly AudioSource[]) => void | Promise<void>;
  readonly phase: (phase: string) => void;
  /** Told what had to be chosen other than asked for. */
  readonly notice?: (notice: string) => void;
}

/**
 * Transcribes audio and reports what was measured on the way.
 *
 * @throws WhisperBatchError `USAGE`, `NO_AUDIO_FOUND`, `MODEL_…`, `COMPILE_FAILED`, `WORKER_FAILED`
 */
export async function runBatch(options: RunOptions, listener: RunListener, signal: AbortSignal): Promise<RunReport> {
  const { paths, limitFiles, warmup, ...settings } = options;
  const found = await discoverAudioFiles(paths);
  const sources = limitFiles > 0 ? found.slice(0, limitFiles) : found;
  await listener.started(sources);
  const expectedWindows = await expectWindows(sources, settings.windowSeconds);
  const { phase: onPhase, notice: onNotice = () => undefined } = listener;
  const transcriber = await openTranscriber({ expectedWindows, ...settings, signal, onPhase, onNotice });
  try {
    const warmupSeconds = warmup > 0 && !signal.aborted ? await warmUp(transcriber, warmup, listener) : 0;
    const transcribing = transcriber.transcribe(sources, listener);
    transcribing.catch(() => undefined);
    const modelLoadSeconds = await transcriber.ready;
    listener.phase('transcribing');
    const startedAt = monotonicClock();
    const outcomes = await transcribing;
    return {
      configuration: { ...transcriber.configuration, warmup },
      machine: describeMachine(),
      outcomes,
      wallSeconds: monotonicClock() - startedAt,
      modelLoadSeconds,
      warmupSeconds,
      ...processUsage(),
      wasCancelled: signal.aborted,
    };
  } finally {
    await transcriber.close();
  }
}

async function warmUp(transcriber: OpeningTranscriber, rounds: number, listener: RunListener): Promise<number> {
  await transcriber.ready;
  listener.phase('warming up');
  return transcriber.warmUp(rounds);
}

function processUsage(): Pick<RunReport, 'peakMemoryBytes' | 'cpuSeconds'> {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  // maxRSS is in KiB, CPU times are in µs.
  return { peakMemoryBytes: maxRSS * 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 };
}
