import { describeThrown } from '../errors.ts';
import { describeNoise } from './calibration-noise.ts';
import { calibrationKey, readCalibration, storeCalibration } from './calibration-store.ts';
import { measureCalibration, type Calibration } from './measure-calibration.ts';

/** Told how a calibration goes. */
export interface CalibrationListener {
  readonly onPhase: (phase: string) => void;
  readonly onWarning: (warning: string) => void;
}

/**
 * The calibration of this machine for a core budget; where none is stored, it is measured (10 s) and stored.
 *
 * One that cannot be stored is used all the same.
 *
 * @throws WhisperBatchError `WORKER_FAILED`; what a thread met
 */
export async function ensureCalibration(cores: number, listener: CalibrationListener): Promise<Calibration> {
  const stored = readCalibration(cores, listener.onWarning);
  if (stored !== undefined) return stored;
  const calibration = await calibrateAnew(cores, listener);
  await storeCalibration(calibration).catch((error: unknown) => {
    listener.onWarning(describeThrown(error));
  });
  return calibration;
}

/**
 * A calibration that is measured now (10 s); what disturbed it is told.
 *
 * @throws WhisperBatchError `WORKER_FAILED`; what a thread met
 */
export async function calibrateAnew(cores: number, { onPhase, onWarning }: CalibrationListener): Promise<Calibration> {
  const { cpuModel } = calibrationKey(cores);
  const calibration = await measureCalibration({ cores, cpuModel, onPhase });
  const noise = describeNoise(calibration);
  if (noise !== undefined) onWarning(noise);
  return calibration;
}
