import { describe, expect, it } from 'vitest';
import { calibrationRecord, parseCalibration } from '../../src/bench/calibration-record.ts';
import { exampleCalibration } from './example-calibration.ts';

describe('calibrationRecord', () => {
  it('holds everything that parsing needs to give the same calibration', () => {
    const calibration = exampleCalibration();
    const record = calibrationRecord(calibration);
    expect(record).toMatchObject({ schema_version: 1, cores: 2, all_cores_bytes_per_s: 30e9 });
    expect(parseCalibration(JSON.parse(JSON.stringify(record)) as typeof record)).toEqual(calibration);
  });
});

describe('parseCalibration', () => {
  const record = calibrationRecord(exampleCalibration());

  it.each([
    [{ schema_version: 2 }, 'expected `schema_version` to be 1, found something else'],
    [{ cpu_model: null }, 'expected `cpu_model` to be a text, found something else'],
    [{ cores: 0 }, 'expected `cores` to be a number above 0, found something else'],
    [{ all_cores_flops_per_s: '1' }, 'expected `all_cores_flops_per_s` to be a number above 0, found something else'],
    [{ measurements: {} }, 'expected `measurements` to be a list, found something else'],
    [{ measurements: [0] }, 'expected `resource` to be compute or bandwidth, found something else'],
  ])('refuses %j', (changes, message) => {
    expect(() => parseCalibration({ ...record, ...changes })).toThrow(new TypeError(message));
  });
});
