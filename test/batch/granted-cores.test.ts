import { describe, expect, it, vi } from 'vitest';
import { grantedCores } from '../../src/batch/granted-cores.ts';

vi.mock('../../src/batch/core-budget.ts', () => ({ coreBudget: () => 4 }));

describe('grantedCores', () => {
  it('is what was asked for, within what affinity and control groups allow', () => {
    expect([undefined, 1, 4, 5].map(grantedCoresOf)).toEqual([4, 1, 4, 4]);
  });
});

function grantedCoresOf(wanted: number | undefined): number {
  return grantedCores(wanted);
}
