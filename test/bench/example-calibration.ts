import { calibrationKey } from '../../src/bench/calibration-store.ts';
import type { Calibration } from '../../src/bench/measure-calibration.ts';

/** A calibration of this machine with round figures. */
export function exampleCalibration(changes: Partial<Calibration> = {}): Calibration {
  return {
    ...calibrationKey(2),
    singleCoreFlopsPerSecond: 100e9,
    allCoresFlopsPerSecond: 200e9,
    singleCoreBytesPerSecond: 20e9,
    allCoresBytesPerSecond: 30e9,
    measuredAt: '2026-01-01T00:00:00.000Z',
    measurements: [
      {
        name: 'products',
        resource: 'compute',
        cores: 1,
        bestPerSecond: 100e9,
        medianPerSecond: 90e9,
        worstPerSecond: 80e9,
      },
      {
        name: 'keys',
        resource: 'bandwidth',
        cores: 2,
        bestPerSecond: 30e9,
        medianPerSecond: 25e9,
        worstPerSecond: 20.3e9,
      },
    ],
    ...changes,
  };
}
