import { describe, expect, it } from 'vitest';
import { formatCalibration } from '../../src/bench/calibration-table.ts';
import { exampleCalibration } from './example-calibration.ts';

describe('formatCalibration', () => {
  it('shows every probe with its spread, then the roofline and its machine', () => {
    const calibration = exampleCalibration({ cpuModel: 'Test CPU', onnxRuntimeVersion: '1.2.3' });
    expect(formatCalibration(calibration).split('\n')).toEqual([
      '┌──────────┬───────┬───────┬────────┬───────┬─────────┐',
      '│ Probe    │ cores │  best │ median │ worst │    unit │',
      '├──────────┼───────┼───────┼────────┼───────┼─────────┤',
      '│ products │     1 │ 100.0 │   90.0 │  80.0 │ GFLOP/s │',
      '│ keys     │     2 │  30.0 │   25.0 │  20.3 │    GB/s │',
      '└──────────┴───────┴───────┴────────┴───────┴─────────┘',
      'Compute: 100.0 GFLOP/s on one core, 200.0 GFLOP/s on 2 cores',
      'Memory: 20.0 GB/s on one core, 30.0 GB/s on 2 cores',
      'Machine: Test CPU, ONNX Runtime 1.2.3',
    ]);
  });
});
