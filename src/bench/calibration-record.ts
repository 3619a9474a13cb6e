import { isRecord } from '../json-file.ts';
import type { JsonRecord } from '../output/summary-record.ts';
import type { Calibration, ProbeMeasurement } from './measure-calibration.ts';

/** Rises when a field changes its meaning. */
const SCHEMA_VERSION = 1;

/** A calibration as it stands on disk. */
export function calibrationRecord(calibration: Calibration): JsonRecord {
  return {
    schema_version: SCHEMA_VERSION,
    cpu_model: calibration.cpuModel,
    cores: calibration.cores,
    onnx_runtime_version: calibration.onnxRuntimeVersion,
    measured_at: calibration.measuredAt,
    single_core_flops_per_s: calibration.singleCoreFlopsPerSecond,
    all_cores_flops_per_s: calibration.allCoresFlopsPerSecond,
    single_core_bytes_per_s: calibration.singleCoreBytesPerSecond,
    all_cores_bytes_per_s: calibration.allCoresBytesPerSecond,
    measurements: calibration.measurements.map((measured) => ({
      name: measured.name,
      resource: measured.resource,
      cores: measured.cores,
      best_per_s: measured.bestPerSecond,
      median_per_s: measured.medianPerSecond,
      worst_per_s: measured.worstPerSecond,
    })),
  };
}

/**
 * The calibration in a record.
 *
 * @throws TypeError naming the first field that is not as expected
 */
export function parseCalibration(record: JsonRecord): Calibration {
  if (record['schema_version'] !== SCHEMA_VERSION) throw unexpected('schema_version', String(SCHEMA_VERSION));
  const { measurements } = record;
  if (!Array.isArray(measurements)) throw unexpected('measurements', 'a list');
  return {
    cpuModel: text(record, 'cpu_model'),
    cores: positive(record, 'cores'),
    onnxRuntimeVersion: text(record, 'onnx_runtime_version'),
    measuredAt: text(record, 'measured_at'),
    singleCoreFlopsPerSecond: positive(record, 'single_core_flops_per_s'),
    allCoresFlopsPerSecond: positive(record, 'all_cores_flops_per_s'),
    singleCoreBytesPerSecond: positive(record, 'single_core_bytes_per_s'),
    allCoresBytesPerSecond: positive(record, 'all_cores_bytes_per_s'),
    measurements: measurements.map((value: unknown) => parseMeasurement(isRecord(value) ? value : {})),
  };
}

function parseMeasurement(record: JsonRecord): ProbeMeasurement {
  const { resource } = record;
  if (resource !== 'compute' && resource !== 'bandwidth') throw unexpected('resource', 'compute or bandwidth');
  return {
    name: text(record, 'name'),
    resource,
    cores: positive(record, 'cores'),
    bestPerSecond: positive(record, 'best_per_s'),
    medianPerSecond: positive(record, 'median_per_s'),
    worstPerSecond: positive(record, 'worst_per_s'),
  };
}

function text(record: JsonRecord, key: string): string {
  const value = record[key];
  if (typeof value === 'string') return value;
  throw unexpected(key, 'a text');
}

function positive(record: JsonRecord, key: string): number {
  const value = record[key];
  if (typeof value === 'number' && value > 0) return value;
  throw unexpected(key, 'a number above 0');
}

function unexpected(key: string, expected: string): TypeError {
  return new TypeError(`expected \`${key}\` to be ${expected}, found something else`);
}
