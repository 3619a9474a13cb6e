import type { Command } from './command-line.ts';
import { WhisperBatchError } from '../errors.ts';
import { runBatch, type RunListener, type RunOptions } from '../batch/run-batch.ts';
import { withProfile } from '../batch/use-profile.ts';
import { addRoofline } from '../bench/run-roofline.ts';
import type { FileOutcome } from '../metrics/outcome.ts';
import { outlineOutcome } from '../metrics/outline-outcome.ts';
import type { RunReport } from '../metrics/run-report.ts';
import { sanitizeText } from '../output/display-text.ts';
import { createProgress, type ProgressListener } from '../output/progress.ts';
import { formatCount } from '../output/quantities.ts';
import type { ResultPaths } from '../output/results-files.ts';
import { createResultsFolder, type ResultsFolder } from '../output/results-folder.ts';
import { ExitCode } from './exit-code.ts';
import { catchInterrupts } from './interrupt.ts';
import type { CommandResult } from './command-result.ts';
import { requireNoRunFiles, requireOwnResults } from './own-results.ts';
import { createRunJudge, type RunJudge } from './run-judge.ts';
import { addRunOptions, resultPaths, toRunOptions, transcriptFolder, type RunFlags } from './run-options.ts';
import { createTranscriptKeeper } from './transcript-keeper.ts';
import { chosenFormats } from './transcript-options.ts';

/** Adds `run`, the main command. */
export function addRunCommand(program: Command, setResult: CommandResult): void {
  const command = program
    .command('run')
    .description('transcribe files, folders (recursively) and globs')
    .argument('[paths...]', 'audio files, folders, globs');
  addRunOptions(command).action(async (paths: readonly string[], flags: RunFlags) => {
    setResult(await run(paths, flags));
  });
}

/** What another command makes of a run. */
export interface RunEnding {
  /** Whether a run without any reference is refused before it starts. */
  readonly needsReferences: boolean;
  readonly seams: boolean;
  /** What it writes itself, looked at before the run. */
  readonly files: readonly string[];
  /** Prints the run, the results of which are written, instead of its tables. */
  readonly print: (report: RunReport) => void | Promise<void>;
}

/** Transcribes, writes the results, prints them, and gives the exit status. */
export async function run(paths: readonly string[], flags: RunFlags, ending?: RunEnding): Promise<number> {
  const options = chooseSplit(toRunOptions(paths, flags), flags);
  const results = resultPaths(flags);
  requireOwnResults(flags, ending);
  const progress = await createProgress({
    stream: process.stderr,
    isTty: process.stderr.isTTY,
    quiet: flags.quiet ?? false,
  });
  const judge = createRunJudge(options.paths, { ...flags, ...ending });
  const interrupt = catchInterrupts(() => {
    progress.phase('stopping: finished files are kept');
  });
  const folder = createResultsFolder(transcriptFolder(flags), filesOf(results, ending));
  try {
    const { signal } = interrupt;
    const listener = createListener(flags, { progress, signal, judge, folder });
    const finished = await runBatch(options, { ...listener, ...retaining(flags, ending) }, signal);
    progress.finished();
    const report = await judge.judge(addRoofline(finished, flags.quiet ? () => undefined : warn));
    // A run that was stopped before its first file was finished must not replace the results of the run before.
    if (report.wasCancelled && report.outcomes.length === 0) sayNothingWasWritten(flags);
    else {
      await folder.requireThere();
      await writeAndPrint(report, results, flags, ending);
    }
    return interrupt.exitCode() ?? exitCodeFor(report);
  } catch (error) {
    const exitCode = interrupt.exitCode();
    if (exitCode !== undefined && error instanceof WhisperBatchError && error.code === 'CANCELLED') return exitCode;
    throw error;
  } finally {
    progress.finished();
    await folder.close();
    interrupt.dispose();
  }
}

function chooseSplit(options: RunOptions, { profile, quiet }: RunFlags): RunOptions {
  if (!profile) return options;
  const { settings, warning } = withProfile(options);
  if (warning !== undefined && !quiet) process.stderr.write(`${warning}\n`);
  return settings;
}

function filesOf({ csv, json, summaryJson, report }: ResultPaths, ending: RunEnding | undefined): string[] {
  return [csv, json, summaryJson, report ?? [], ...(ending?.files ?? [])].flat();
}

function warn(warning: string): void {
  process.stderr.write(`warning: ${warning}\n`);
}

function sayNotice(notice: string, { quiet }: RunFlags): void {
  if (!quiet) process.stderr.write(`note: ${sanitizeText(notice)}\n`);
}

function sayResumed(fileCount: number): void {
  process.stderr.write(`${formatCount(fileCount, 'file')} already done (--force redoes them)\n`);
}

function sayNothingWasWritten({ quiet }: RunFlags): void {
  if (quiet) return;
  process.stderr.write(
    'CANCELLED before the first file was finished; the next run goes on with its finished windows.\n',
  );
}

async function writeAndPrint(
  report: RunReport,
  results: ResultPaths,
  flags: RunFlags,
  ending: RunEnding | undefined,
): Promise<void> {
  const { writeResults, isChosen, printReport, printWarnings } = await loadEnding();
  await writeResults(report, results);
  if (results.report !== undefined) {
    // The plotting library takes time to load, and most runs write no page.
    const { writeRunPage } = await import('../output/run-page.ts');
    await writeRunPage(report, results.report, new Date(), isChosen(results, results.report));
  }
  printWarnings(report, flags);
  if (ending === undefined) printReport(report, results, flags);
  else await ending.print(report);
}

// What is needed at the end is loaded while windows are decoded: neither the start nor the end has to wait for it.
async function loadEnding() {
  const [{ writeResults, isChosen }, { printReport, printWarnings }] = await Promise.all([
    import('../output/results-files.ts'),
    import('./print-report.ts'),
  ]);
  return { writeResults, isChosen, printReport, printWarnings };
}

function exitCodeFor({ outcomes }: RunReport): number {
  return outcomes.some(({ kind }) => kind === 'failed') ? ExitCode.someFilesFailed : ExitCode.done;
}

// Transcripts are on disk already: of thousands of files only what the end needs stays in memory.
function retaining({ json, report }: RunFlags, ending: RunEnding | undefined): Pick<RunListener, 'retain'> {
  const isWhole = json === true || report !== undefined || ending?.seams === true;
  return isWhole ? {} : { retain: outlineOutcome };
}

interface Display {
  readonly judge: RunJudge;
  readonly progress: ProgressListener;
  readonly signal: AbortSignal;
  readonly folder: ResultsFolder;
}

// Transcripts are written as files finish, so that an end before the last file loses none of them.
function createListener(flags: RunFlags, { progress, signal, judge, folder }: Display): RunListener {
  const target = { folder: transcriptFolder(flags), formats: chosenFormats(flags), subtitles: flags };
  const transcripts = createTranscriptKeeper(target);
  let fileCount = 0;
  return {
    started: async (sources) => {
      const tables = judge.lookFor(sources);
      transcripts.plan(sources);
      requireNoRunFiles(flags, { sources, tables, transcripts: () => transcripts.paths() });
      fileCount = sources.length;
      progress.started(fileCount);
      await folder.open({ signal, onWait: (notice) => sayNotice(notice, flags) });
    },
    resumed: async (outcomes) => {
      if (outcomes.length === 0) return outcomes;
      if (!flags.quiet) sayResumed(outcomes.length);
      progress.started(fileCount - outcomes.length);
      return transcripts.putBack(outcomes, signal);
    },
    phase: (phase) => {
      // Once stopping, that is the phase to the end.
      if (!signal.aborted) progress.phase(phase);
    },
    notice: (notice) => {
      sayNotice(notice, flags);
    },
    fileRead: (audioSeconds) => {
      void loadEnding();
      // If it fails, judging will say so.
      judge.prepare().catch(() => undefined);
      progress.fileLoaded(audioSeconds);
    },
    windowDone: (audioSeconds) => {
      progress.windowDone(audioSeconds);
    },
    fileDone: async (outcome: FileOutcome) => {
      await folder.requireThere();
      if (outcome.kind === 'transcribed') await transcripts.keep(outcome);
      progress.fileDone(outcome);
    },
  };
}
