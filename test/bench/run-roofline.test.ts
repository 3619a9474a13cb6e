import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { storeCalibration } from '../../src/bench/calibration-store.ts';
import { addRoofline } from '../../src/bench/run-roofline.ts';
import { boundShareOf } from '../../src/metrics/roofline.ts';
import type { RunReport } from '../../src/metrics/run-report.ts';
import { runWork } from '../../src/metrics/run-work.ts';
import { openNetworkFolder } from '../../src/model/model-folder.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';
import { runReport, transcribedFile } from '../output/example-run.ts';
import { exampleCalibration } from './example-calibration.ts';

const modelFolder = temporaryFolder();
writeTinyCheckpoint(modelFolder);

beforeEach(() => {
  for (const name of ['XDG_CACHE_HOME', 'LOCALAPPDATA', 'HOME']) vi.stubEnv(name, temporaryFolder());
});

afterEach(() => {
  vi.unstubAllEnvs();
});

function tinyReport(changes: Partial<RunReport> = {}): RunReport {
  const report = runReport([transcribedFile('a')], changes);
  return { ...report, configuration: { ...report.configuration, modelFolder } };
}

function refuse(warning: string): void {
  throw new Error(`Expected no warning, found: ${warning}`);
}

describe('addRoofline', () => {
  it('says that a calibration is missing where nothing was measured', () => {
    const report = tinyReport();
    expect(addRoofline(report, refuse)).toEqual({ ...report, isUncalibrated: true });
  });

  it('adds how near the run came to what was measured for its core budget and model', async () => {
    const calibration = exampleCalibration();
    await storeCalibration(calibration);
    const report = tinyReport();
    const { config } = openNetworkFolder(modelFolder);
    const roofline = boundShareOf(runWork(report), config, calibration);
    expect(addRoofline(report, refuse)).toEqual({ ...report, roofline });
    expect(roofline.run.share).toBeGreaterThan(0);
  });

  it('gives no bound for a run that was stopped', async () => {
    await storeCalibration(exampleCalibration());
    const report = tinyReport({ wasCancelled: true });
    expect(addRoofline(report, refuse)).toBe(report);
  });
});
