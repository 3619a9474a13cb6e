import { discoverAudioFiles } from '../audio/discover-audio.ts';
import type { AudioSource } from '../audio/audio-source.ts';
import { monotonicClock } from '../clock.ts';
import type { FileOutcome, TranscribedFile } from '../metrics/outcome.ts';
import type { RunReport } from '../metrics/run-report.ts';
import { expectWindows } from './expect-windows.ts';
import { describeMachine } from './machine.ts';
import { resumeRun, type ResumedRun, type ResumeOptions } from './resume-run.ts';
import type { BatchListener } from './transcribe-batch.ts';
import { resolveSettings } from './transcriber-settings.ts';
import { openTranscriber, type OpeningTranscriber, type TranscriberOptions } from './transcriber.ts';

/** What a run does. */
export interface RunOptions extends Omit<TranscriberOptions, 'signal' | 'onPhase' | 'onNotice'> {
  /** Files, folders and globs. */
  readonly paths: readonly string[];
  /** Take at most this many files; 0 takes all. */
  readonly limitFiles: number;
  /** Warm-up rounds before the clock starts. */
  readonly warmup: number;
  /** Folder with the journal that says what is done; without one, nothing is taken over from earlier runs. */
  readonly journalFolder?: string;
  /** Whether files that are done are transcribed again; default `false`. */
  readonly force?: boolean;
}

/** Told how a run goes on. */
export interface RunListener extends BatchListener {
  /** Called once, when it is known what will be transcribed. */
  readonly started: (sources: readonly AudioSource[]) => void | Promise<void>;
  /**
   * Called once, before the model is opened, with what earlier runs have finished. Gives what has become of these files,
   * in any order: a transcript that was removed since may not be writable any more.
   */
  readonly resumed?: (outcomes: readonly TranscribedFile[]) => readonly FileOutcome[] | Promise<readonly FileOutcome[]>;
  readonly phase: (phase: string) => void;
  /** Told what had to be chosen other than asked for, and which paths hold nothing. */
  readonly notice?: (notice: string) => void;
}

/**
 * Transcribes audio and reports what was measured on the way.
 *
 * Files that an earlier run has finished are not transcribed again; where none is left, no model is opened.
 *
 * @throws WhisperBatchError `USAGE`, `NO_AUDIO_FOUND`, `MODEL_…`, `COMPILE_FAILED`, `WORKER_FAILED`, `OUTPUT_FAILED`
 */
export async function runBatch(options: RunOptions, listener: RunListener, signal: AbortSignal): Promise<RunReport> {
  const { paths, limitFiles, ...rest } = options;
  const { phase: onPhase, notice: onNotice = () => undefined } = listener;
  const found = await discoverAudioFiles(paths, onNotice);
  const sources = limitFiles > 0 ? found.slice(0, limitFiles) : found;
  await listener.started(sources);
  const settings = { ...rest, signal, onPhase, onNotice };
  const { run, outcomes } = await takeUp(sources, settings, listener);
  try {
    const open = sources.filter(({ name }) => !outcomes.has(name));
    const isNeeded = open.length > 0 && !signal.aborted;
    // Of all files, so that the rest of them is transcribed with as many threads as all would have been.
    const planned = { expectedWindows: await expectWindows(sources, settings), ...settings };
    const work = isNeeded ? await transcribeRest(open, { ...planned, run, listener }) : nothingToDo(planned);
    for (const outcome of work.outcomes) outcomes.set(outcome.source.name, outcome);
    return {
      ...work,
      machine: describeMachine(),
      outcomes: sources.flatMap(({ name }) => outcomes.get(name) ?? []),
      ...processUsage(),
      wasCancelled: signal.aborted,
    };
  } finally {
    await run.close();
  }
}

type OpenRun = Omit<ResumedRun, 'finished'>;

interface TakenUp {
  readonly run: OpenRun;
  /** Of finished files, by name, as far as they are retained. */
  readonly outcomes: Map<string, FileOutcome>;
}

// Thousands of finished files are whole in memory no longer than until their transcripts have been looked at.
async function takeUp(
  sources: readonly AudioSource[],
  settings: ResumeOptions,
  { resumed, retain = (whole) => whole }: RunListener,
): Promise<TakenUp> {
  const { finished, ...run } = await resumeRun(sources, settings);
  try {
    const outcomes = (await resumed?.([...finished.values()])) ?? [...finished.values()];
    return { run, outcomes: new Map(outcomes.map((outcome) => [outcome.source.name, retain(outcome)])) };
  } catch (error) {
    await run.close();
    throw error;
  }
}

type Work = Pick<RunReport, 'configuration' | 'outcomes' | 'wallSeconds' | 'modelLoadSeconds' | 'warmupSeconds'>;

function nothingToDo({ warmup, ...settings }: TranscriberOptions & Pick<RunOptions, 'warmup'>): Work {
  const configuration = { ...resolveSettings(settings).configuration, warmup };
  return { configuration, outcomes: [], wallSeconds: 0, modelLoadSeconds: 0, warmupSeconds: 0 };
}

interface WorkOptions extends TranscriberOptions, Pick<RunOptions, 'warmup'> {
  readonly signal: AbortSignal;
  readonly run: OpenRun;
  readonly listener: RunListener;
}

async function transcribeRest(sources: readonly AudioSource[], options: WorkOptions): Promise<Work> {
  const { run, listener, warmup, signal, ...settings } = options;
  const transcriber = await openTranscriber({ ...settings, signal });
  try {
    const warmupSeconds = warmup > 0 && !signal.aborted ? await warmUp(transcriber, warmup, listener) : 0;
    const fileDone = async (outcome: FileOutcome): Promise<void> => {
      await listener.fileDone?.(outcome);
      // Last: what the journal calls finished has its transcript on disk.
      if (outcome.kind === 'transcribed') await run.keepFile(outcome);
    };
    const transcribing = transcriber.transcribe(sources, { ...listener, fileDone }, run.openMemory);
    transcribing.catch(() => undefined);
    const modelLoadSeconds = await transcriber.ready;
    listener.phase('transcribing');
    const startedAt = monotonicClock();
    const outcomes = await transcribing;
    const wallSeconds = monotonicClock() - startedAt;
    // What was used, not what would be chosen now: the memory that is free has changed.
    const configuration = { ...transcriber.configuration, warmup };
    return { configuration, outcomes, wallSeconds, modelLoadSeconds, warmupSeconds };
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
