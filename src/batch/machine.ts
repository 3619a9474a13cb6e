import { cpus, release, totalmem, type } from 'node:os';
import { onnxRuntimeVersion } from '../graph/onnx-session.ts';
import type { MachineDescription } from '../metrics/run-report.ts';
import { packageVersion } from '../package-root.ts';

/** The machine and the versions in use, as they belong to every figure. */
export function describeMachine(): MachineDescription {
  const processors = cpus();
  return {
    cpuModel: processors[0]?.model.trim() ?? 'unknown',
    logicalCores: processors.length,
    memoryBytes: totalmem(),
    platform: `${process.platform} ${process.arch}`,
    kernel: `${type()} ${release()}`,
    nodeVersion: process.versions.node,
    onnxRuntimeVersion: onnxRuntimeVersion(),
    whisperBatchVersion: packageVersion(),
  };
}
