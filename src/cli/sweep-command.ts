import { join } from 'node:path';
import { discoverAudioFiles } from '../audio/discover-audio.ts';
import { grantedCores } from '../batch/granted-cores.ts';
import { describeMachine } from '../batch/machine.ts';
import { profilePath, saveProfile } from '../batch/machine-profile.ts';
import { defaultModelFolder } from '../batch/transcriber-settings.ts';
import { ensureCalibration } from '../bench/ensure-calibration.ts';
import { createPointRunner } from '../bench/point-runner.ts';
import type { ProgramStart } from '../bench/run-process.ts';
import { runSweep, type SweepPlan } from '../bench/run-sweep.ts';
import { describeLeftOut, expandGrid, type SweepGrid } from '../bench/sweep-grid.ts';
import { openJournal, type SweepJournal } from '../bench/sweep-journal.ts';
import { sweepKey, type SweepConditions } from '../bench/sweep-key.ts';
import { createSweepListener } from '../bench/sweep-progress.ts';
import { formatSweepCsv, sweepRecord } from '../bench/sweep-record.ts';
import type { SweepResult } from '../bench/sweep-result.ts';
import { describeSplit, formatSweepTable } from '../bench/sweep-table.ts';
import { monotonicClock } from '../clock.ts';
import { WhisperBatchError } from '../errors.ts';
import { openModelFolder } from '../model/model-folder.ts';
import { entryModule, isRunFromSource } from '../package-root.ts';
import { writeFilesAtomically } from '../output/atomic-write.ts';
import { createProgress } from '../output/progress.ts';
import { formatJson } from '../output/results-files.ts';
import { createResultsFolder } from '../output/results-folder.ts';
import { terminalStyle } from '../output/tables.ts';
import type { Command } from './command-line.ts';
import type { CommandResult } from './command-result.ts';
import { ExitCode } from './exit-code.ts';
import { catchInterrupts } from './interrupt.ts';
import { addSweepOptions, toSweepConfiguration, type SweepFlags } from './sweep-options.ts';

const EXPLANATION = `
Lists are separated by commas; every combination that fits the core budget is a
point. Each point runs in a process of its own, --repetitions times, in rounds
of changing order. Medians are compared. Without --repetitions each point runs
twice, but once where another beats it by a quarter in throughput and latency.

Recommended is, of the points within 2 % of the highest throughput, the one with
the lowest 95th percentile of latency; of those within 2 % of that, the one with
the smallest memory.

A sweep that was stopped goes on where it was when it is started again.`;

/** Adds `sweep`: measures ways to use the cores and recommends one. */
export function addSweepCommand(program: Command, setResult: CommandResult): void {
  const command = program
    .command('sweep')
    .description('measure which workers, threads and batch size suit this machine');
  addSweepOptions(command)
    .addHelpText('after', EXPLANATION)
    .action(async (flags: SweepFlags) => {
      setResult(await sweep(flags));
    });
}

async function sweep(flags: SweepFlags): Promise<number> {
  const plan = planSweep(flags);
  const path = join(flags.outDir, 'sweep');
  const files = ['sweep.json', 'sweep.csv', 'report.html'].map((name) => join(path, name));
  const folder = createResultsFolder(path, files);
  await folder.open({
    onWait: (notice) => {
      if (!flags.quiet) writeLine(`note: ${notice}`);
    },
  });
  try {
    return await sweepInto(path, plan, flags);
  } finally {
    await folder.close();
  }
}

async function sweepInto(folder: string, checked: CheckedPlan, flags: SweepFlags): Promise<number> {
  // What is missing is said before anything is measured.
  const inputs = await findInputs(checked);
  const plan = await calibrated(checked, flags);
  const key = await sweepKey({ ...plan, ...inputs });
  const journal = await openJournal({ path: join(folder, 'journal.jsonl'), key, startsAnew: flags.force ?? false });
  if (!flags.quiet) sayLeftOut(plan);
  const measured = await measure(plan, journal, flags);
  if (measured.kind === 'stopped') return measured.exitCode;
  const { result } = measured;
  const paths = { json: join(folder, 'sweep.json'), csv: join(folder, 'sweep.csv') };
  await writeFilesAtomically([
    { path: paths.json, text: formatJson(sweepRecord(result)) },
    { path: paths.csv, text: formatSweepCsv(result) },
  ]);
  const report = await writeReport(result, folder);
  print(result, { ...paths, report }, flags);
  if (flags.saveProfile) await saveRecommended(result, flags);
  return result.points.some(({ failure }) => failure !== undefined) ? ExitCode.someFilesFailed : ExitCode.done;
}

/** Writes the page with its plots and gives its path; the plotting library is loaded only now. */
async function writeReport(result: SweepResult, folder: string): Promise<string> {
  const { writeSweepReport } = await import('../bench/write-sweep-report.ts');
  const { page } = await writeSweepReport(result, folder);
  return page;
}

interface SweepPaths {
  readonly json: string;
  readonly csv: string;
  readonly report: string;
}

interface CheckedPlan extends SweepPlan {
  readonly grid: SweepGrid;
}

function planSweep(flags: SweepFlags): CheckedPlan {
  const configuration = toSweepConfiguration(flags);
  const budget = grantedCores(configuration.cores);
  const grid = expandGrid(configuration, budget);
  if (grid.points.length === 0) {
    throw new WhisperBatchError(
      'USAGE',
      `Expected a point with workers × threads within the core budget of ${String(budget)}, found none.`,
      'Add smaller numbers to --workers or --threads.',
    );
  }
  return { configuration, coreBudget: budget, machine: describeMachine(), points: grid.points, grid };
}

/** The plan with what the machine can do at most. */
async function calibrated(plan: CheckedPlan, { quiet = false }: SweepFlags): Promise<CheckedPlan> {
  const progress = await createProgress({ stream: process.stderr, isTty: process.stderr.isTTY, quiet });
  try {
    const roofline = await ensureCalibration(plan.coreBudget, {
      onPhase: progress.phase,
      onWarning: (warning) => {
        if (!quiet) writeLine(`warning: ${warning}`);
      },
    });
    return { ...plan, roofline };
  } finally {
    progress.finished();
  }
}

async function findInputs({ configuration }: SweepPlan): Promise<Pick<SweepConditions, 'sources' | 'model'>> {
  const sources = await discoverAudioFiles([configuration.audioFolder]);
  return { sources, model: openModelFolder(configuration.modelFolder ?? defaultModelFolder()) };
}

function sayLeftOut({ grid, coreBudget: budget }: CheckedPlan): void {
  const text = describeLeftOut(grid, budget);
  if (text !== '') writeLine(text);
}

type Measured =
  { readonly kind: 'complete'; readonly result: SweepResult } | { readonly kind: 'stopped'; readonly exitCode: number };

async function measure(plan: SweepPlan, journal: SweepJournal, { quiet = false }: SweepFlags): Promise<Measured> {
  const progress = await createProgress({ stream: process.stderr, isTty: process.stderr.isTTY, quiet });
  const interrupt = catchInterrupts(() => {
    progress.phase('stopping: finished runs are kept');
  });
  try {
    const result = await runSweep(plan, {
      runPoint: createPointRunner({ program: ownProgram(), ...plan }),
      journal,
      listener: createSweepListener({
        show: progress.phase,
        note: quiet ? () => undefined : writeLine,
        fail: writeLine,
      }),
      clock: monotonicClock,
      now: () => new Date(),
      signal: interrupt.signal,
    });
    return { kind: 'complete', result };
  } catch (error) {
    const exitCode = interrupt.exitCode();
    if (exitCode === undefined || !isCancelled(error)) throw error;
    progress.finished();
    writeLine('CANCELLED; the same command goes on from here.');
    return { kind: 'stopped', exitCode };
  } finally {
    progress.finished();
    interrupt.dispose();
  }
}

// While a spinner turns, it makes room for lines that others write.
function writeLine(line: string): void {
  process.stderr.write(`${line}\n`);
}

function isCancelled(error: unknown): boolean {
  return error instanceof WhisperBatchError && error.code === 'CANCELLED';
}

// From source Node needs tsx to load the program, as this process did.
function ownProgram(): ProgramStart {
  const main = entryModule('src/cli/main');
  return { command: process.execPath, leadingArgs: isRunFromSource ? ['--import', 'tsx', main] : [main] };
}

function print(result: SweepResult, paths: SweepPaths, flags: SweepFlags): void {
  if (flags.json) process.stdout.write(formatJson(sweepRecord(result)));
  else if (!flags.quiet) {
    const table = formatSweepTable(result, terminalStyle(process.stdout, process.env));
    process.stdout.write(`${table}\nSweep JSON: ${paths.json}\nSweep CSV: ${paths.csv}\nReport: ${paths.report}\n`);
  }
}

async function saveRecommended(result: SweepResult, { quiet, json }: SweepFlags): Promise<void> {
  const best = result.points.find(({ isRecommended }) => isRecommended);
  if (best === undefined) return;
  const path = profilePath();
  await saveProfile(path, result, best);
  if (quiet || json) return;
  // `run` looks for the profile of its own budget.
  const command = result.coreBudget === grantedCores() ? '`run`' : `\`run --cores ${String(result.coreBudget)}\``;
  process.stdout.write(`Profile: ${path}; ${command} now uses ${describeSplit(best)}\n`);
}
