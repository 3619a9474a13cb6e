import { describe, expect, it } from 'vitest';
import { describeMachine } from '../../src/batch/machine.ts';
import { packageVersion } from '../../src/package-root.ts';

describe('describeMachine', () => {
  it('names the machine and every version that a figure depends on', () => {
    const machine = describeMachine();
    expect(machine).toMatchObject({
      platform: `${process.platform} ${process.arch}`,
      nodeVersion: process.versions.node,
      onnxRuntimeVersion: '1.30.0',
      whisperBatchVersion: packageVersion(),
    });
    expect(machine.cpuModel).toMatch(/^\S(.*\S)?$/);
    expect(machine.kernel).toMatch(/^\S+ \S+/);
    expect(machine.logicalCores).toBeGreaterThanOrEqual(1);
    expect(machine.memoryBytes).toBeGreaterThan(2 ** 28);
  });
});
