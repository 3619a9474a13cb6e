import { monotonicClock } from '../clock.ts';
import type { Clock } from '../clock.ts';
import type { FailedFile, FileOutcome } from '../metrics/outcome.ts';
import { sanitizeText } from './display-text.ts';
import { createPlainLines, createSpinner, SILENT_DISPLAY } from './progress-display.ts';
import type { ProgressDisplay, ProgressStream } from './progress-display.ts';
import { countFile, describeTally, measureFile, startTally } from './progress-tally.ts';

/** Told how a run goes on; every method may be called at any time and none throws. */
export interface ProgressListener {
  /** A stage before or after transcribing, e.g. `compiling model`; speed is measured from the last one. */
  readonly phase: (phase: string, detail?: string) => void;
  readonly started: (totalFiles: number) => void;
  /** The length of one more file is known; without it, time left is guessed from finished files. */
  readonly fileLoaded: (audioSeconds: number) => void;
  /** One more window is decoded, with so many seconds of new audio: without the overlap. */
  readonly windowDone: (audioSeconds: number) => void;
  readonly fileDone: (outcome: FileOutcome) => void;
  /** Leaves the terminal as it was; call it after a failure too. */
  readonly finished: () => void;
}

/** Where progress is shown, and how. */
export interface ProgressOptions {
  readonly stream: ProgressStream;
  readonly isTty: boolean;
  readonly quiet: boolean;
  readonly clock?: Clock;
}

/** A spinner on a terminal, now and then a line elsewhere, and nothing at all when quiet. */
export async function createProgress(options: ProgressOptions): Promise<ProgressListener> {
  const clock = options.clock ?? monotonicClock;
  return createListener(await createDisplay(options, clock), clock);
}

async function createDisplay({ stream, isTty, quiet }: ProgressOptions, clock: Clock): Promise<ProgressDisplay> {
  if (quiet) return SILENT_DISPLAY;
  const spinner = isTty ? await createSpinner(stream) : undefined;
  return spinner ?? createPlainLines(stream, clock);
}

function createListener(display: ProgressDisplay, clock: Clock): ProgressListener {
  let tally = startTally(0, clock());
  let label = '';
  let isMeasuredEarly = false;
  const status = (): string => {
    const standing = describeTally(tally, clock());
    return label === '' || standing === '' ? standing : `${label}: ${standing}`;
  };
  return {
    phase: (phase, detail = '') => {
      label = phase;
      if (tally.doneAudioSeconds === 0) tally = { ...tally, workStartedAt: clock() };
      display.phase(detail === '' ? phase : `${phase}: ${detail}`);
    },
    started: (totalFiles) => {
      tally = startTally(totalFiles, clock());
    },
    fileLoaded: (audioSeconds) => {
      isMeasuredEarly = true;
      tally = measureFile(tally, audioSeconds);
    },
    windowDone: (audioSeconds) => {
      tally = { ...tally, doneAudioSeconds: tally.doneAudioSeconds + audioSeconds };
      display.status(status());
    },
    fileDone: (outcome) => {
      tally = countFile(tally, outcome);
      if (outcome.kind === 'failed') display.failure(describeFailure(outcome));
      else if (!isMeasuredEarly) tally = measureFile(tally, outcome.durationSeconds);
      display.status(status());
    },
    finished: () => {
      // Of a run that did not come so far, what is said besides is the whole story.
      display.close(tally.doneFiles > 0 || tally.doneAudioSeconds > 0 ? status() : '');
    },
  };
}

function describeFailure({ source, error }: FailedFile): string {
  return sanitizeText(`FAILED ${source.name}: ${error.code}: ${error.message}`);
}
