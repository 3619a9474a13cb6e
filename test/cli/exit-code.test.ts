import { describe, expect, it } from 'vitest';
import { ExitCode, exitCodeOf, isInterrupted } from '../../src/cli/exit-code.ts';

describe('ExitCode', () => {
  it('has the numbers that the README and the help promise', () => {
    expect(ExitCode).toEqual({ done: 0, someFilesFailed: 1, usage: 2, environment: 3, interrupted: 130 });
  });
});

describe('exitCodeOf', () => {
  it.each(['USAGE', 'NO_AUDIO_FOUND'] as const)('counts %s as wrong usage', (code) => {
    expect(exitCodeOf(code)).toBe(2);
  });

  it.each([
    'MODEL_NOT_FOUND',
    'MODEL_INCOMPLETE',
    'MODEL_DAMAGED',
    'MODEL_UNSUPPORTED',
    'COMPILE_FAILED',
    'ENVIRONMENT',
    'OUTPUT_FAILED',
    'WORKER_FAILED',
    'WORKER_HUNG',
    'INTERNAL',
  ] as const)('counts %s as model or environment', (code) => {
    expect(exitCodeOf(code)).toBe(3);
  });

  it('counts CANCELLED as interrupted', () => {
    expect(exitCodeOf('CANCELLED')).toBe(130);
  });
});

describe('isInterrupted', () => {
  it.each([129, 130, 143])('knows the status %i of a signal', (exitCode) => {
    expect(isInterrupted(exitCode)).toBe(true);
  });

  it('takes no other status for that of a signal', () => {
    const { done, someFilesFailed, usage, environment } = ExitCode;
    expect([done, someFilesFailed, usage, environment].some(isInterrupted)).toBe(false);
  });
});
