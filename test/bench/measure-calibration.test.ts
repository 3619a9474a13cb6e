import { describe, expect, it } from 'vitest';
import { measureCalibration, type NamedProbe } from '../../src/bench/measure-calibration.ts';
import { onnxRuntimeVersion } from '../../src/graph/onnx-session.ts';

const PROBES: readonly NamedProbe[] = [
  { name: 'product', make: () => ({ kind: 'compute', rows: 16, widths: [16, 16] }) },
  { name: 'keys', make: (cores) => ({ kind: 'bandwidth', operation: 'keys', heads: 3 - cores }) },
];

describe('measureCalibration', () => {
  it('measures each probe on one core and then on all, and takes the best', async () => {
    const phases: string[] = [];
    const calibration = await measureCalibration({
      cores: 2,
      cpuModel: 'test',
      probes: PROBES,
      rounds: 2,
      roundSeconds: 0.001,
      onPhase: (phase) => phases.push(phase),
    });
    expect(phases).toEqual([
      'measuring one core: product',
      'measuring one core: keys',
      'measuring 2 cores: product',
      'measuring 2 cores: keys',
    ]);
    expect(calibration).toMatchObject({ cores: 2, cpuModel: 'test', onnxRuntimeVersion: onnxRuntimeVersion() });
    expect(new Date(calibration.measuredAt).toISOString()).toBe(calibration.measuredAt);
    expect(calibration.measurements.map(({ name, resource, cores }) => [name, resource, cores])).toEqual([
      ['product', 'compute', 1],
      ['keys', 'bandwidth', 1],
      ['product', 'compute', 2],
      ['keys', 'bandwidth', 2],
    ]);
    for (const { bestPerSecond, medianPerSecond, worstPerSecond } of calibration.measurements) {
      expect(worstPerSecond).toBeGreaterThan(0);
      expect(medianPerSecond).toBeGreaterThanOrEqual(worstPerSecond);
      expect(bestPerSecond).toBeGreaterThanOrEqual(medianPerSecond);
    }
    const [oneProduct, oneKeys, allProduct, allKeys] = calibration.measurements.map((probe) => probe.bestPerSecond);
    expect(calibration).toMatchObject({
      singleCoreFlopsPerSecond: oneProduct,
      singleCoreBytesPerSecond: oneKeys,
      allCoresFlopsPerSecond: allProduct,
      allCoresBytesPerSecond: allKeys,
    });
  });

  it('measures a single core once', async () => {
    const options = { cores: 1, cpuModel: 'test', probes: PROBES, rounds: 1, roundSeconds: 0.001 };
    const calibration = await measureCalibration(options);
    expect(calibration.measurements).toHaveLength(2);
    expect(calibration.allCoresFlopsPerSecond).toBe(calibration.singleCoreFlopsPerSecond);
  });

  it('throws what a thread met', async () => {
    const broken: NamedProbe = { name: 'broken', make: () => ({ kind: 'compute', rows: -1, widths: [4, 4] }) };
    await expect(measureCalibration({ cores: 1, cpuModel: 'test', probes: [broken] })).rejects.toMatchObject({
      code: 'INTERNAL',
    });
  });
});
