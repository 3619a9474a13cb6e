import { availableParallelism } from 'node:os';
import type { Command } from './command-line.ts';
import { coreBudget } from '../batch/core-budget.ts';
import { calibrationRecord } from '../bench/calibration-record.ts';
import { storeCalibration } from '../bench/calibration-store.ts';
import { formatCalibration } from '../bench/calibration-table.ts';
import { calibrateAnew } from '../bench/ensure-calibration.ts';
import { WhisperBatchError } from '../errors.ts';
import { createProgress } from '../output/progress.ts';
import { formatJson } from '../output/results-files.ts';
import { wholeNumber } from './option-parsers.ts';

interface CalibrateFlags {
  readonly cores?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Adds `calibrate`: measures what the machine can do at most, for `run` to compare itself with. */
export function addCalibrateCommand(program: Command): void {
  program
    .command('calibrate')
    .description('measure what this machine can do at most (10 s); `run` then says how near it comes')
    .option('--cores <n>', 'core budget (default and most: CPU affinity, cgroup quota)', wholeNumber(1))
    .option('--json', 'print one JSON document on stdout instead of tables')
    .option('--quiet', 'print nothing but errors')
    .action(calibrate);
}

async function calibrate({ cores = coreBudget(), json = false, quiet = false }: CalibrateFlags): Promise<void> {
  requireCores(cores);
  const progress = await createProgress({ stream: process.stderr, isTty: process.stderr.isTTY, quiet });
  try {
    const calibration = await calibrateAnew(cores, {
      onPhase: progress.phase,
      onWarning: (warning) => {
        if (!quiet) process.stderr.write(`warning: ${warning}\n`);
      },
    });
    progress.finished();
    // Printed first: what was measured is of use also where it cannot be kept.
    if (json) process.stdout.write(formatJson(calibrationRecord(calibration)));
    else if (!quiet) process.stdout.write(`${formatCalibration(calibration)}\n`);
    const path = await storeCalibration(calibration);
    if (!json && !quiet) process.stdout.write(`Stored in ${path}\n`);
  } finally {
    progress.finished();
  }
}

// More threads than cores would only take turns, and thousands of them all memory.
function requireCores(cores: number): void {
  const most = availableParallelism();
  if (cores <= most) return;
  throw new WhisperBatchError(
    'USAGE',
    `Expected --cores of at most ${String(most)}, the cores that this process may use, found ${String(cores)}.`,
    'Leave --cores out, or give fewer.',
  );
}
