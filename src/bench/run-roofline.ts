import { boundShareOf } from '../metrics/roofline.ts';
import type { FileOutcome } from '../metrics/outcome.ts';
import type { RunReport } from '../metrics/run-report.ts';
import { runWork } from '../metrics/run-work.ts';
import { openNetworkFolder } from '../model/model-folder.ts';
import { readCalibration } from './calibration-store.ts';

/**
 * The report with how near the run came to what the machine can do, where that was measured before; nothing is measured
 * now. A run that was stopped has no bound, because its time holds work that came to nothing, nor has one that took
 * work over, because its figures hold work of other runs.
 */
export function addRoofline(report: RunReport, onWarning: (warning: string) => void): RunReport {
  const { modelFolder, coreBudget } = report.configuration;
  if (report.wasCancelled || report.outcomes.some(hasTakenOver)) return report;
  const calibration = readCalibration(coreBudget, onWarning);
  if (!calibration) return { ...report, isUncalibrated: true };
  const { config } = openNetworkFolder(modelFolder);
  return { ...report, roofline: boundShareOf(runWork(report), config, calibration) };
}

function hasTakenOver(outcome: FileOutcome): boolean {
  return outcome.kind === 'transcribed' && outcome.takenOver !== undefined;
}
