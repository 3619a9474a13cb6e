import type { Resource } from '../metrics/roofline.ts';
import { formatCount } from '../output/quantities.ts';
import { renderTable, type TableRow } from '../output/tables.ts';
import type { Calibration, ProbeMeasurement } from './measure-calibration.ts';

const UNITS: Readonly<Record<Resource, string>> = { compute: 'GFLOP/s', bandwidth: 'GB/s' };
const GIGA = 1e9;

/** What was measured, a row for each probe, and the best of them, which are the roofline. */
export function formatCalibration(calibration: Calibration): string {
  const table = renderTable({
    head: ['Probe', 'cores', 'best', 'median', 'worst', 'unit'],
    rows: calibration.measurements.map(measurementRow),
  });
  return [table, ...describeRoofline(calibration)].join('\n');
}

function measurementRow(measured: ProbeMeasurement): TableRow {
  const { name, cores, bestPerSecond, medianPerSecond, worstPerSecond, resource } = measured;
  const figures = [bestPerSecond, medianPerSecond, worstPerSecond].map((rate) => (rate / GIGA).toFixed(1));
  return { kind: 'cells', cells: [name, String(cores), ...figures, UNITS[resource]] };
}

function describeRoofline(calibration: Calibration): string[] {
  const { singleCoreFlopsPerSecond, allCoresFlopsPerSecond, cores } = calibration;
  const { singleCoreBytesPerSecond, allCoresBytesPerSecond } = calibration;
  const all = formatCount(cores, 'core');
  const line = (label: string, single: number, together: number, unit: string): string =>
    `${label}: ${(single / GIGA).toFixed(1)} ${unit} on one core, ${(together / GIGA).toFixed(1)} ${unit} on ${all}`;
  return [
    line('Compute', singleCoreFlopsPerSecond, allCoresFlopsPerSecond, UNITS.compute),
    line('Memory', singleCoreBytesPerSecond, allCoresBytesPerSecond, UNITS.bandwidth),
    `Machine: ${calibration.cpuModel}, ONNX Runtime ${calibration.onnxRuntimeVersion}`,
  ];
}
