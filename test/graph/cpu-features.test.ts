import { arch, platform } from 'node:os';
import { describe, expect, it } from 'vitest';
import { canMultiplyFullBytes, cpuFeatures } from '../../src/graph/cpu-features.ts';

const machine = `${platform()} ${arch()}`;

const EPYC = `processor\t: 0
vendor_id\t: AuthenticAMD
model name\t: AMD EPYC 9R14
flags\t\t: fpu vme sse sse2 ht lm fma cx16 sse4_1 sse4_2 f16c avx avx2 avx512f avx512_vnni avx512_bf16 rdrand sha_ni
vmx flags\t: vnmi

processor\t: 1
flags\t\t: fpu only the first processor counts avx_other
`;

const GRAVITON = `processor\t: 0
BogoMIPS\t: 2100.00
Features\t: fp asimd evtstrm aes sha2 atomics fphp asimdhp cpuid asimdrdm asimddp sve i8mm bf16
CPU implementer\t: 0x41
`;

describe('cpuFeatures', () => {
  it('lists the instruction sets of an x86 processor that matter, in alphabetic order', () => {
    expect(cpuFeatures(EPYC)).toBe(`${machine} avx avx2 avx512_bf16 avx512_vnni avx512f f16c fma sse4_1 sse4_2`);
  });

  it('lists those of an ARM processor', () => {
    expect(cpuFeatures(GRAVITON)).toBe(`${machine} asimd asimddp asimdhp asimdrdm bf16 fphp i8mm sve`);
  });

  it('does not depend on the order in which the kernel names them', () => {
    expect(cpuFeatures('flags : avx2 fma avx')).toBe(cpuFeatures('flags : fma avx avx2'));
    expect(cpuFeatures('flags : avx2 fma')).not.toBe(cpuFeatures('flags : avx2 fma avx512f'));
  });

  it("takes the processor's model where no instruction sets are listed", () => {
    expect(cpuFeatures('model name : M4')).toMatch(new RegExp(`^${machine} \\S`));
    expect(cpuFeatures()).toMatch(new RegExp(`^${machine} \\S`));
  });
});

describe('canMultiplyFullBytes', () => {
  it.each([
    ['linux x64 avx avx2 avx512_vnni', true],
    ['linux x64 avx2 avx_vnni', true],
    ['linux x64 avx avx2 avx512f', false],
    ['win32 x64 Intel(R) Core(TM) i7', false],
    ['linux arm64 asimd', true],
  ])('says of %s: %s', (features, expected) => {
    expect(canMultiplyFullBytes(features)).toBe(expected);
  });
});
