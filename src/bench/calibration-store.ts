import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeMachine } from '../batch/machine.ts';
import { describeThrown, WhisperBatchError } from '../errors.ts';
import { userCacheFolder } from '../graph/compiled-cache.ts';
import { isRecord } from '../json-file.ts';
import { writeFilesAtomically } from '../output/atomic-write.ts';
import { formatJson } from '../output/results-files.ts';
import { calibrationRecord, parseCalibration } from './calibration-record.ts';
import type { Calibration } from './measure-calibration.ts';

/** What a calibration holds for: any other processor, core budget or ONNX Runtime needs one of its own. */
export interface CalibrationKey {
  readonly cpuModel: string;
  readonly cores: number;
  readonly onnxRuntimeVersion: string;
}

/** The key of this machine for a core budget. */
export function calibrationKey(cores: number): CalibrationKey {
  const { cpuModel, onnxRuntimeVersion } = describeMachine();
  return { cpuModel, cores, onnxRuntimeVersion };
}

/** Where the calibration for a key is kept: in the user's cache folder. */
export function calibrationPath({ cpuModel, cores, onnxRuntimeVersion }: CalibrationKey): string {
  const parts = JSON.stringify([cpuModel, cores, onnxRuntimeVersion]);
  const name = createHash('sha256').update(parts).digest('hex').slice(0, 16);
  return join(userCacheFolder(), 'whisper-batch', 'calibration', `${name}.json`);
}

/**
 * The calibration that was stored for a core budget of this machine; `undefined` where there is none.
 *
 * @param onWarning told of a file that cannot be used, which is then passed over
 */
export function readCalibration(
  cores: number,
  onWarning: (warning: string) => void = () => undefined,
): Calibration | undefined {
  const key = calibrationKey(cores);
  const path = calibrationPath(key);
  if (!existsSync(path)) return undefined;
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return requireKey(parseCalibration(isRecord(value) ? value : {}), key);
  } catch (error) {
    onWarning(`${path}: ${describeThrown(error)}; measure again with \`whisper-batch calibrate\``);
    return undefined;
  }
}

/**
 * Keeps a calibration for later runs and gives its path.
 *
 * @throws WhisperBatchError `OUTPUT_FAILED`
 */
export async function storeCalibration(calibration: Calibration): Promise<string> {
  const path = calibrationPath(calibration);
  try {
    await writeFilesAtomically([{ path, text: formatJson(calibrationRecord(calibration)) }]);
  } catch (error) {
    const remedy = `Make ${userCacheFolder()} writable; without it \`run\` has nothing to compare itself with.`;
    throw new WhisperBatchError('OUTPUT_FAILED', describeThrown(error), remedy, { cause: error });
  }
  return path;
}

function requireKey(calibration: Calibration, { cpuModel, cores, onnxRuntimeVersion }: CalibrationKey): Calibration {
  const isSame =
    calibration.cpuModel === cpuModel &&
    calibration.cores === cores &&
    calibration.onnxRuntimeVersion === onnxRuntimeVersion;
  if (isSame) return calibration;
  throw new TypeError('expected the calibration of this machine, found that of another');
}
