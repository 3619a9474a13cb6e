import { readFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';

/** Instruction sets that ONNX Runtime chooses kernels and weight layouts by. */
const RELEVANT = /^(avx|fma|f16c|sse4|amx|asimd|sve|i8mm|bf16|dotprod|neon|fphp)/;

/**
 * Names what weight layouts depend on: operating system, architecture and instruction sets.
 *
 * Where instruction sets cannot be listed (outside Linux) the CPU's model name stands for them.
 */
export function cpuFeatures(cpuInfo: string | undefined = readCpuInfo()): string {
  const flags = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(cpuInfo ?? '')?.[1];
  const features = flags
    ?.split(/\s+/)
    .filter((flag) => RELEVANT.test(flag))
    .sort()
    .join(' ');
  return `${platform()} ${arch()} ${features ?? cpus()[0]?.model ?? 'unknown'}`;
}

/**
 * Whether products of unsigned and signed bytes are added without saturation: not on x86 without VNNI, where two of
 * them are added in 16 bits.
 */
export function canMultiplyFullBytes(features: string = cpuFeatures()): boolean {
  return !features.includes(' x64 ') || features.includes('vnni');
}

function readCpuInfo(): string | undefined {
  try {
    return readFileSync('/proc/cpuinfo', 'utf8');
  } catch {
    // Not Linux.
    return undefined;
  }
}
